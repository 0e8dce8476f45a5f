/** Where a host tells that a renewal is late, besides the webhook of `certificateSecrets.alarmWebhook`. */
export interface AlarmSettings {
  /**
   * A mail address. The host's own `sendmail` sends the mail, so the host must have one.
   * @default none: nothing is mailed
   */
  readonly mail?: string;
  /**
   * The folder on the host that node_exporter collects files from. A file there says when the certificate ends, and whether its renewal is late.
   * Source: https://github.com/prometheus/node_exporter#textfile-collector
   * @default none: there are no metrics
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
