/** What the exit codes of `tlsup` mean; printed by `--help`. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, notRunning: 3 } as const;

export const exitCodeHelp = `
Exit codes:
  0  done
  1  failed; the reason is on standard error
  2  the command line is wrong
  3  the local cloud is not running`;

/** The local cloud is needed and does not run. */
export class NotRunning extends Error {
  constructor(directory: string) {
    super(`The local cloud in ${directory} is not running: run \`tlsup local up\` first.`);
  }
}

export function exitCodeOf(error: unknown): number {
  return error instanceof NotRunning ? exitCodes.notRunning : exitCodes.failed;
}

/** The messages of an error and of its causes, each once. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause === undefined) return error.message;
  const cause = explain(error.cause);
  return error.message.includes(cause) ? error.message : `${error.message}\n  because: ${cause}`;
}
