import { forward } from "../../forward";
import { ports, type Instance, type Part } from "../../instance";
import type { Log } from "../../log";
import type { Authority } from "../../pki/authority";
import type { Store } from "../../store/store";
import type { Traffic } from "../../traffic/traffic";
import { openZones } from "../../zones/zones";
import { serveApp } from "../serve-app";
import { cloudflareApp } from "./app";
import { Credentials } from "./credentials";

export interface CloudflareApi {
  readonly instance: Instance;
  readonly store: Store;
  /** The token with all permissions: 40 to 80 letters, digits, `_`, `-`. */
  readonly token: string;
  /** Another one, for the local cloud's own requests. */
  readonly ownToken: string;
  /** Signs Origin CA certificates. */
  readonly originCa: Authority;
  /** CIDR ranges that the edge's requests come from, as `/ips` answers them. */
  readonly edgeRanges: () => readonly string[];
  /** Removes the selected URLs from the edge's cache. */
  readonly purge: (selects: (url: string) => boolean) => void;
  /** The edge's request counts. */
  readonly traffic: Traffic;
  /** Signs the certificate that the API itself shows. */
  readonly authority: Authority;
  readonly log: Log;
}

/**
 * Cloudflare's API at `<instance.address>:4002/client/v4` by HTTP and HTTPS, and for clients on droplets at the same path of the gateway's address.
 *
 * @throws if the port is taken or the token malformed.
 */
export async function startCloudflareApi({
  instance,
  store,
  token,
  ownToken,
  originCa,
  edgeRanges,
  purge,
  traffic,
  authority,
  log,
}: CloudflareApi): Promise<Part> {
  const app = cloudflareApp({
    store,
    zones: openZones(store),
    credentials: new Credentials(store, token, ownToken),
    originCa,
    edgeRanges,
    purge,
    traffic,
    log,
  });
  const port = ports.cloudflare;
  const api = await serveApp(app.fetch, { hostname: instance.address, port, names: [instance.address, instance.gateway], authority });
  const forwarder = forward({ from: { address: instance.gateway, port }, to: { address: instance.address, port }, log });
  return {
    close: async () => {
      await Promise.all([forwarder.close(), api.close()]);
    },
  };
}
