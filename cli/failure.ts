/** What the exit codes of `tlsup` mean; printed by `--help`. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, notRunning: 3 } as const;

export const exitCodeHelp = `
Exit codes:
  0  done
  1  failed; the reason is on standard error
  2  the command line is wrong
  3  the local cloud is not running

Of \`tlsup check\`, \`tlsup ci drift\` and \`tlsup calendar\`: 0 nothing is wrong, 1 there are findings, 2 it could not look.
Of \`tlsup traffic\`: 0 done, 2 it could not ask.`;

/** What the exit codes of `tlsup check` mean: so that a program can tell a site with findings from one that could not be looked at. */
export const checkExitCodes = { fine: 0, findings: 1, couldNotLook: 2 } as const;

/** A failure that scripts tell from others by its exit code. */
export class CommandFailure extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

export function exitCodeOf(error: unknown): number {
  return error instanceof CommandFailure ? error.exitCode : exitCodes.failed;
}

/** The messages of an error and of its causes, each once. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause === undefined) return error.message;
  const cause = explain(error.cause);
  return error.message.includes(cause) ? error.message : `${error.message}\n  because: ${cause}`;
}
