import type { FileReference } from "../../shared/file-reference";

/** The kinds of key that a certificate is made for. */
export type KeyType = "rsa-2048" | "ecdsa-p256";

/** PEM text, or a file that holds it; its path is relative to the program's folder. */
export type Material = string | FileReference;

/** What a certificate's source needs and nobody may read. Sources that do not need it leave it alone. */
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
   * Cloudflare's token for the source `certbot` with the challenge `dns-01`. It stays on the host, in a file of mode 0600, so it is one of its own,
   * with the permissions "Zone: Zone: Read" and "Zone: DNS: Edit" on the one zone.
   * @default none: nothing proves names by it
   */
  readonly cloudflareToken?: string;
  /**
   * The URL of a webhook. A host with `renewal: "host"` sends an alarm there when its renewal is late, as JSON with the fields `text` (Slack) and `content`
   * (Discord). The URL stays on the host, in a file that only root can read.
   * @default none: the host sends no alarms
   */
  readonly alarmWebhook?: string;
}
