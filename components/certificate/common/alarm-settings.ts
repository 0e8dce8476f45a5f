/** Where a host tells that a renewal is late, besides the webhook of `certificateSecrets.alarmWebhook`. */
export interface AlarmSettings {
  /**
   * A mail address. The host must have the command `sendmail`.
   * @default none
   */
  readonly mail?: string;
  /**
   * The folder on the host that node_exporter collects files from. A file there says when the certificate ends, and whether its renewal is late.
   * @default none
   */
  readonly metrics?: string;
}

/** How a host that keeps a certificate sends alarms. */
export interface Alarms {
  /** Where it tells that a renewal is late. */
  readonly alarm?: AlarmSettings;
  /** The webhook's URL for alarms. Secret. */
  readonly webhook?: string;
  /** The URL that is called to tell that the host still judges its certificate. Secret. */
  readonly ping?: string;
}
