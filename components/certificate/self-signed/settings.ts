import type { AlarmSettings } from "../common/alarm-settings";
import type { KeyType } from "../common/settings";

/** A certificate that is made and signed with its own key, as `openssl req -x509` does. */
export interface SelfSignedSource {
  readonly source: "self-signed";
  /**
   * The key type. An ECDSA handshake costs the server a third less than an RSA one.
   * @default "rsa-2048"
   */
  readonly keyType?: KeyType;
  /**
   * How long the certificate is valid, in days.
   * @default 365
   */
  readonly days?: number;
  /**
   * Who renews it: the first `pulumi up` after it is due, or the host itself, where the key then stays.
   * @default "up"
   */
  readonly renewal?: "up" | "host";
  /**
   * Where the host tells that a renewal is late. Only with `renewal: "host"`.
   * @default nowhere but at the webhook
   */
  readonly alarm?: AlarmSettings;
}
