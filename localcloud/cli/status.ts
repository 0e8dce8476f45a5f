import { ports } from "../instance";
import { runningDaemon } from "../daemon/record";
import { openInstance } from "../daemon/slot";
import { acmeRoots, edgeRoot, originCaRoot } from "../daemon/roots";
import { openTokens } from "../daemon/tokens";
import { acmeDirectory } from "../acme/directory";
import { NotRunning } from "./not-running";
import { listDroplets, listLinodes, listServers, listZones, type HostStatus } from "./inventory";

/** What `tlsup local status --json` prints. A part that does not run is left out. */
export interface Status {
  readonly directory: string;
  readonly pid: number;
  /** `cloudflareForHosts` is the same API for clients on the hosts. */
  readonly apis: {
    readonly digitalocean?: string;
    readonly hetzner?: string;
    readonly linode?: string;
    readonly cloudflare?: string;
    readonly cloudflareForHosts?: string;
  };
  readonly dns?: { readonly address: string; readonly port: number };
  readonly edge?: { readonly address: string; readonly http: number; readonly https: number };
  /** The directory's URL: for clients on this machine, and for those on its hosts. */
  readonly acme?: { readonly directory: string; readonly directoryForHosts: string };
  /** Files, PEM. `acme` holds the roots of issued certificates and of the directory's own. */
  readonly roots: { readonly edge: string; readonly acme?: string; readonly originCa: string };
  readonly zones: readonly string[];
  readonly hosts: readonly HostStatus[];
}

/** @throws {@link NotRunning} */
export async function collectStatus(directory: string): Promise<Status> {
  const instance = openInstance(directory);
  const daemon = runningDaemon(directory);
  if (!instance || !daemon) throw new NotRunning(directory);
  const { address, gateway } = instance;
  const runs = (part: string): boolean => daemon.parts.includes(part);
  const apis = {
    ...(runs("digitalocean") ? { digitalocean: `https://${address}:${ports.digitalocean}` } : {}),
    ...(runs("hetzner") ? { hetzner: `https://${address}:${ports.hetzner}/v1` } : {}),
    ...(runs("linode") ? { linode: `https://${address}:${ports.linode}/v4` } : {}),
    // Hosts do not trust any root of the local cloud.
    ...(runs("cloudflare") ? { cloudflare: cloudflareUrl("https", address), cloudflareForHosts: cloudflareUrl("http", gateway) } : {}),
  };
  const tokens = openTokens(instance.directory);
  const [droplets, servers, linodes, zones] = await Promise.all([
    apis.digitalocean === undefined ? [] : listDroplets(overHttp(apis.digitalocean), tokens.ownDigitalocean),
    apis.hetzner === undefined ? [] : listServers(overHttp(apis.hetzner), tokens.hetzner),
    apis.linode === undefined ? [] : listLinodes(overHttp(apis.linode), tokens.linode),
    apis.cloudflare === undefined ? [] : listZones(overHttp(apis.cloudflare), tokens.ownCloudflare),
  ]);
  return {
    directory: instance.directory,
    pid: daemon.pid,
    apis,
    ...(runs("dns") ? { dns: { address, port: ports.dns } } : {}),
    ...(runs("edge") ? { edge: { address, http: ports.http, https: ports.https } } : {}),
    ...(runs("acme") ? { acme: { directory: acmeDirectory(address), directoryForHosts: acmeDirectory(gateway) } } : {}),
    roots: { edge: edgeRoot(instance), ...(runs("acme") ? { acme: acmeRoots(instance) } : {}), originCa: originCaRoot(instance) },
    zones,
    hosts: [...droplets, ...servers, ...linodes],
  };
}

function cloudflareUrl(scheme: "http" | "https", address: string): string {
  return `${scheme}://${address}:${ports.cloudflare}/client/v4`;
}

const titles: Readonly<Record<keyof Status["apis"], string>> = {
  digitalocean: "digitalocean API",
  hetzner: "hetzner API",
  linode: "linode API",
  cloudflare: "cloudflare API",
  cloudflareForHosts: "  on a host",
};

/**
 * The same API over HTTP, for this process: it may run in any shell, and Node.js reads its trusted roots only when it starts. The requests do not leave the
 * machine.
 */
export const overHttp = (url: string): string => url.replace(/^https:/, "http:");

/** The status for a person. */
export function renderStatus(status: Status): string {
  const rows: [string, string][] = [
    ["state", `up (process ${status.pid})`],
    ["folder", status.directory],
    ...Object.entries(status.apis).map(([name, url]): [string, string] => [titles[name as keyof Status["apis"]], url]),
    ...(status.dns ? [["DNS", `${status.dns.address} port ${status.dns.port}`] satisfies [string, string]] : []),
    ...(status.edge
      ? [["edge", `http://${status.edge.address}:${status.edge.http} https://${status.edge.address}:${status.edge.https}`] satisfies [string, string]]
      : []),
    ...(status.acme
      ? [["ACME directory", status.acme.directory] satisfies [string, string], ["  on a host", status.acme.directoryForHosts] satisfies [string, string]]
      : []),
    ["edge's root", status.roots.edge],
    ...(status.roots.acme === undefined ? [] : [["ACME roots", status.roots.acme] satisfies [string, string]]),
    ["Origin CA root", status.roots.originCa],
    ["zones", status.zones.join(", ") || "none"],
    ...(status.hosts.length === 0 ? [["hosts", "none"] satisfies [string, string]] : []),
    ...status.hosts.map(({ name, address, state }): [string, string] => ["host", `${name} ${address ?? "no address yet"} ${state}`]),
  ];
  const width = Math.max(...rows.map(([title]) => title.length));
  return rows.map(([title, value]) => `${title.padEnd(width)}  ${value}\n`).join("");
}
