import type { Platform, Versions } from "../../host/common/platform";

/** See {@link Versions}. */
const versions: Versions = { "debian-12": "3.0", "debian-13": "3.5", "ubuntu-24.04": "3.0" };

/** Which clients can connect to a server: those of recent years, or only those with TLS 1.3. */
export type TlsLevel = "intermediate" | "modern";

/**
 * What a TLS server offers.
 * Source: https://wiki.mozilla.org/Security/Server_Side_TLS, guidelines 6.0.
 */
export interface TlsPolicy {
  /** The oldest protocol. */
  readonly minimum: "1.2" | "1.3";
  /** The ciphers of TLS 1.2, in OpenSSL's names; empty without TLS 1.2. Those of TLS 1.3 are not changed. */
  readonly ciphers: readonly string[];
  /** The groups of the key exchange, in OpenSSL's names, the preferred one first. */
  readonly groups: readonly string[];
}

const intermediateCiphers = [
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
];

/** The policy of a level, as far as the platform's OpenSSL supports it. */
export function tlsPolicy(level: TlsLevel, { release }: Platform): TlsPolicy {
  const groups = ["X25519", "prime256v1", "secp384r1"];
  return {
    minimum: level === "modern" ? "1.3" : "1.2",
    ciphers: level === "modern" ? [] : intermediateCiphers,
    // Known to OpenSSL from 3.5 on.
    groups: Number(versions[release]) >= 3.5 ? ["X25519MLKEM768", ...groups] : groups,
  };
}
