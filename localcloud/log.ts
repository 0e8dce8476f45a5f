/** What the daemon writes down: one JSON object a line. Never a secret. */
export interface Log {
  info(event: string, details?: Record<string, unknown>): void;
  error(event: string, details?: Record<string, unknown>): void;
}
