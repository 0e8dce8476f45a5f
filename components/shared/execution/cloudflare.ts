import type * as sdk from "cloudflare";

/** How to reach Cloudflare's API. */
export interface CloudflareAccess {
  /** By default `CLOUDFLARE_API_TOKEN` of the environment. */
  readonly apiToken?: string | undefined;
  /** By default `CLOUDFLARE_BASE_URL` of the environment, else Cloudflare itself. */
  readonly baseUrl?: string;
}

/** A connection to Cloudflare's API. */
export type CloudflareClient = sdk.Cloudflare;

/** Makes Cloudflare's official client, which repeats requests that were rate-limited (429) or failed (5xx). */
export function connectCloudflare({ apiToken, baseUrl }: CloudflareAccess): CloudflareClient {
  // Loaded here, as only a change needs it: what reads uses `cloudflareReader`. Imported as ES modules, it takes Node.js twice as long.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { Cloudflare } = require("cloudflare") as typeof sdk;
  return new Cloudflare({ maxRetries: 5, timeout: 20_000, ...(apiToken !== undefined && { apiToken }), ...(baseUrl !== undefined && { baseURL: baseUrl }) });
}
