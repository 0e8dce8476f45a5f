import type { FileReference } from "../../shared/file-reference";

/** The key types of a certificate. */
export type KeyType = "rsa-2048" | "ecdsa-p256";

/** PEM text, or a file that holds it; its path is relative to the program's folder. */
export type Material = string | FileReference;

/** The secrets of a certificate's source. A source ignores those that it does not need. */
export interface CertificateSecrets {
  /**
   * The private key of a `provided` certificate, PEM.
   * @default none: the key is in a file
   */
  readonly privateKey?: string;
  /**
   * Opens an encrypted private key or a PKCS #12 file.
   * @default none: the key is not encrypted
   */
  readonly passphrase?: string;
  /**
   * Cloudflare's token for the source `certbot` with the challenge `dns-01`. It stays on the host, so use a separate token with the permissions
   * "Zone: Zone: Read" and "Zone: DNS: Edit" on this zone only.
   * @default none
   */
  readonly cloudflareToken?: string;
  /**
   * The URL of a webhook. A host that renews its certificate itself tells there that the renewal is late, as JSON with the fields `text` (Slack) and
   * `content` (Discord). Only root can read it there.
   * @default none
   */
  readonly alarmWebhook?: string;
  /**
   * The ping URL of a service that raises an alarm when no more pings come, as healthchecks.io does. A host that renews its certificate itself calls it
   * twice an hour, with `/fail` at the end of its path while the renewal is late. Only root can read it there.
   * @default none
   */
  readonly alarmPing?: string;
}
