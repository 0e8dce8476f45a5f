/** A machine, as `status` shows it. */
export interface HostStatus {
  readonly name: string;
  /** Public IPv4; absent until the machine has one. */
  readonly address?: string;
  /** The API's word, e.g. `new`, `active` or `off`. */
  readonly state: string;
}

interface Droplet {
  readonly name: string;
  readonly status: string;
  readonly networks: { readonly v4: readonly { readonly ip_address: string; readonly type: string }[] };
}

/** All droplets, from the DigitalOcean API at `url`. */
export async function listDroplets(url: string, token: string): Promise<HostStatus[]> {
  const hosts: HostStatus[] = [];
  for (let next: string | undefined = `${url}/v2/droplets?per_page=200`; next !== undefined;) {
    const page: { droplets: Droplet[]; links?: { pages?: { next?: string } } } = await get(next, token);
    hosts.push(...page.droplets.map(toHost));
    next = page.links?.pages?.next;
  }
  return hosts;
}

interface Server {
  readonly name: string;
  readonly status: string;
  readonly public_net: { readonly ipv4: { readonly ip: string } | null; readonly ipv6: { readonly ip: string } | null };
}

/** All servers, from the Hetzner API at `url`. */
export async function listServers(url: string, token: string): Promise<HostStatus[]> {
  const hosts: HostStatus[] = [];
  for (let next: number | null = 1; next !== null;) {
    const page: { servers: Server[]; meta: { pagination: { next_page: number | null } } } = await get(`${url}/servers?page=${next}`, token);
    hosts.push(...page.servers.map(({ name, status, public_net: net }) => ({ name, address: net.ipv4?.ip ?? net.ipv6?.ip ?? "", state: status })));
    next = page.meta.pagination.next_page;
  }
  return hosts;
}

interface Linode {
  readonly label: string;
  readonly status: string;
  readonly ipv4: readonly string[];
}

/** All Linodes, from the Linode API at `url`. */
export async function listLinodes(url: string, token: string): Promise<HostStatus[]> {
  const hosts: HostStatus[] = [];
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const answer = await get<{ data: Linode[]; pages: number }>(`${url}/linode/instances?page=${page}`, token);
    hosts.push(...answer.data.map(({ label, status, ipv4: [address] }) => ({ name: label, ...(address !== undefined && { address }), state: status })));
    pages = answer.pages;
  }
  return hosts;
}

/** The names of all zones, from the Cloudflare API at `url`. */
export async function listZones(url: string, token: string): Promise<string[]> {
  const names: string[] = [];
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const answer = await get<{ result: { name: string }[]; result_info: { total_pages: number } }>(`${url}/zones?per_page=50&page=${page}`, token);
    names.push(...answer.result.map(({ name }) => name));
    pages = answer.result_info.total_pages;
  }
  return names;
}

function toHost({ name, status, networks }: Droplet): HostStatus {
  const address = networks.v4.find(({ type }) => type === "public")?.ip_address;
  return { name, ...(address === undefined ? {} : { address }), state: status };
}

async function get<T>(url: string, token: string): Promise<T> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`Cannot ask ${url} for the local cloud's status: it answered ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}
