import type { CloudflareReader } from "./cloudflare-reader";

/** A DNS record as Cloudflare lists it. */
interface RecordAtCloudflare {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly proxied: boolean;
}

interface Page {
  readonly result: readonly RecordAtCloudflare[];
}

/** The DNS records of a zone that match a query. Source: https://developers.cloudflare.com/api/resources/dns/subresources/records/methods/list/ */
export async function* recordsOf(reader: CloudflareReader, zoneId: string, query: Readonly<Record<string, string>>): AsyncGenerator<RecordAtCloudflare> {
  const size = 100;
  for (let page = 1; ; page += 1) {
    const { result } = await reader.get<Page>(`/zones/${zoneId}/dns_records`, { query: { ...query, page, per_page: size } });
    yield* result;
    if (result.length < size) return;
  }
}
