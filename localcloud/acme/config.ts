import type { Profile } from "./profiles";

export interface PebbleSettings {
  /** `<address>:<port>` of the directory. */
  readonly listen: string;
  /** `<address>:<port>` of the management interface, which knows the roots. */
  readonly management: string;
  /** Files: what Pebble itself shows to its clients. */
  readonly certificate: string;
  readonly key: string;
  readonly profiles: Readonly<Record<string, Profile>>;
}

/**
 * Whom a CAA record must name (RFC 8659, 4.2) for the local cloud as for Let's Encrypt. Pebble tells it in its
 * directory's `caaIdentities` and does not look CAA records up itself.
 */
const caaIdentity = "letsencrypt.org";

/** Seconds that a client is asked to wait while an authorization or an order is in progress. */
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

/** The environment of Pebble, whatever that of this process is: a setting of the user's for another Pebble has no effect. */
export const pebbleEnvironment: Readonly<Record<string, string>> = {
  // No wait of up to 15 s before it validates.
  PEBBLE_VA_NOSLEEP: "1",
  PEBBLE_WFE_NONCEREJECT: "0",
  // Let's Encrypt never validates anew what is still valid; Pebble would in half of the cases.
  PEBBLE_AUTHZREUSE: "100",
};
