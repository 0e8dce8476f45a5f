import type { Profile } from "./profiles";

export interface PebbleSettings {
  /** `<address>:<port>` of the directory. */
  readonly listen: string;
  /** `<address>:<port>` of the management interface, which knows the roots. */
  readonly management: string;
  /** Files: the certificate that Pebble itself shows to its clients, and its key. */
  readonly certificate: string;
  readonly key: string;
  readonly profiles: Readonly<Record<string, Profile>>;
}

/**
 * The name that a CAA record must have (RFC 8659, 4.2), as for Let's Encrypt. Pebble lists it in its
 * directory's `caaIdentities`, but does not check CAA records itself.
 */
const caaIdentity = "letsencrypt.org";

/** Seconds that a client is told to wait while an authorization or an order is in progress. */
const retryAfter = 1;

/** Pebble's configuration file: https://github.com/letsencrypt/pebble/blob/main/test/config/pebble-config.json */
export function renderConfig({ listen, management, certificate, key, profiles }: PebbleSettings): string {
  const config = {
    listenAddress: listen,
    managementListenAddress: management,
    certificate,
    privateKey: key,
    // RFC 8555, 8.3, and RFC 8737, 3: an authority validates on no other ports.
    httpPort: 80,
    tlsPort: 443,
    keyAlgorithm: "ecdsa",
    caaIdentities: [caaIdentity],
    retryAfter: { authz: retryAfter, order: retryAfter },
    profiles: Object.fromEntries(
      Object.entries(profiles).map(([name, { description, commonName, validity }]) => [
        name,
        { description, promoteCommonName: commonName, validityPeriod: validity },
      ]),
    ),
  };
  return `${JSON.stringify({ pebble: config }, null, 2)}\n`;
}

/** Pebble's whole environment. It inherits nothing, so the user's settings for another Pebble have no effect. */
export const pebbleEnvironment: Readonly<Record<string, string>> = {
  // Otherwise it waits for up to 15 s before it validates.
  PEBBLE_VA_NOSLEEP: "1",
  PEBBLE_WFE_NONCEREJECT: "0",
  // Let's Encrypt always reuses a valid authorization; by default Pebble does so in half of the cases.
  PEBBLE_AUTHZREUSE: "100",
};
