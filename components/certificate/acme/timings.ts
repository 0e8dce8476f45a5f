/** How long everything may take, in milliseconds, and how often it is tried. */
export interface Timings {
  /** One request, from connecting to the last octet of the answer. */
  readonly request: number;
  /** How often a request is sent to a server that says nothing. */
  readonly silences: number;
  /** How often a request is sent that the server fails (5xx) or refuses for now. */
  readonly attempts: number;
  /** The pause after the first failure; it doubles. */
  readonly backOff: number;
  /** How often one request may meet a nonce that the server does not take. */
  readonly badNonces: number;
  /** The longest Retry-After that is waited for; a longer one fails at once. */
  readonly longestWait: number;
  /** The longest pause between two polls. */
  readonly poll: number;
  /** Until every name server must show a challenge's record. */
  readonly visible: number;
  /** The whole of it, from the first request to the certificate. */
  readonly total: number;
}

/** Suits Let's Encrypt: a silent server ends it within 45 seconds, the slowest name servers have two minutes. */
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
