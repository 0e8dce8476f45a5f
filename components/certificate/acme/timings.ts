/** How long each step may take, in milliseconds, and how often it is tried. */
export interface Timings {
  /** One request, from connecting to the last octet of the answer. */
  readonly request: number;
  /** How often a request is sent to a server that does not answer. */
  readonly silences: number;
  /** How often a request is sent if the server fails (5xx) or refuses it temporarily. */
  readonly attempts: number;
  /** The pause after the first failure; it doubles. */
  readonly backOff: number;
  /** How often the server may refuse the nonce of one request. */
  readonly badNonces: number;
  /** The longest Retry-After to wait for; a longer one fails immediately. */
  readonly longestWait: number;
  /** The longest pause between two polls. */
  readonly poll: number;
  /** How long a challenge may take to be visible everywhere. */
  readonly visible: number;
  /** Everything, from the first request to the certificate. */
  readonly total: number;
}

/** Suits Let's Encrypt: it gives up on a silent server within 45 seconds, and allows the slowest name servers two minutes. */
export const usualTimings: Timings = {
  request: 20_000,
  silences: 2,
  attempts: 6,
  backOff: 250,
  badNonces: 60,
  longestWait: 60_000,
  poll: 5_000,
  visible: 120_000,
  total: 600_000,
};
