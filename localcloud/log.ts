/** The daemon's log: one JSON object per line, never with a secret. */
export interface Log {
  info(event: string, details?: Record<string, unknown>): void;
  error(event: string, details?: Record<string, unknown>): void;
}

/** A log of JSON lines, e.g. `{"time":"2026-01-02T03:04:05.678Z","level":"info","event":"started","part":"dns"}`. */
export function jsonLog(write: (line: string) => void): Log {
  const entry =
    (level: "info" | "error") =>
    (event: string, details: Record<string, unknown> = {}) => {
      const readable = Object.fromEntries(Object.entries(details).map(([name, value]) => [name, value instanceof Error ? describe(value) : value]));
      write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...readable })}\n`);
    };
  return { info: entry("info"), error: entry("error") };
}

/** JSON.stringify omits an error's message and cause. */
function describe(error: Error): Record<string, unknown> {
  return {
    message: error.message,
    stack: error.stack,
    ...(error.cause instanceof Error ? { cause: describe(error.cause) } : {}),
  };
}
