import { readFileSync } from "node:fs";
import type { LocalCloud } from "tlsup/cli";
import { publicRoots } from "../daemon/roots";
import { openTokens } from "../daemon/tokens";
import { localDirectory } from "../instance";
import { isWithin } from "../zones/names";
import { NotRunning } from "./not-running";
import { collectStatus, overHttp } from "./status";

/** The local cloud that `TLSUP_LOCAL_DIR` names. */
export const watching: LocalCloud["watching"] = (hostname) => watchingAt(localDirectory(process.env), hostname);

/** `tlsup check` uses a local cloud's resolver, the roots of its edge and ACME authority, and its API for a name in one of its zones. */
export async function watchingAt(folder: string, hostname: string): ReturnType<LocalCloud["watching"]> {
  try {
    const { directory, dns, roots, zones, apis } = await collectStatus(folder);
    const isLocal = (name: string): boolean => zones.some((zone) => isWithin(name, zone));
    if (!dns || !isLocal(hostname)) return undefined;
    const inside = {
      resolver: `${dns.address}:${dns.port}`,
      roots: [...[roots.edge, ...(roots.acme === undefined ? [] : [roots.acme])].map((file) => readFileSync(file, "utf8")), ...publicRoots({ directory })],
    };
    return {
      viewpoint: (name) => (isLocal(name) ? inside : {}),
      ...(apis.cloudflare !== undefined && { cloudflare: { url: overHttp(apis.cloudflare), token: openTokens(directory).cloudflare } }),
    };
  } catch (error) {
    if (error instanceof NotRunning) return undefined;
    throw error;
  }
}
