/** The exit codes of `tlsup`, which `--help` explains. */
export const exitCodes = { ok: 0, failed: 1, usage: 2, notRunning: 3 } as const;

export const exitCodeHelp = `
Exit codes:
  0  done
  1  failed; the reason is on standard error
  2  the command line is wrong
  3  the local cloud is not running

Of \`tlsup check\`, \`calendar\`, \`rehearse\`, \`drill\`, \`ci drift\`, \`ci rehearse\` and \`ci tokens\`:
0 nothing is wrong, 1 there are findings, 2 it could not look.
Of \`tlsup traffic\`: 0 done, 2 it could not ask.`;

/** The exit codes of `tlsup check`, so that programs can distinguish a site with findings from a failed check. */
export const checkExitCodes = { fine: 0, findings: 1, couldNotLook: 2 } as const;

/** A failure with its own exit code, for scripts. */
export class CommandFailure extends Error {
  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/** The failure of a command of which 1 means findings. */
export function couldNotLook(error: unknown): CommandFailure {
  return error instanceof CommandFailure ? error : new CommandFailure(explain(error), checkExitCodes.couldNotLook);
}

/** Runs such a command. */
export async function looking<T>(look: () => T | Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    throw couldNotLook(error);
  }
}

export function exitCodeOf(error: unknown): number {
  return error instanceof CommandFailure ? error.exitCode : exitCodes.failed;
}

/** The messages of an error and its causes, each once. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause === undefined) return error.message;
  const cause = explain(error.cause);
  return error.message.includes(cause) ? error.message : `${error.message}\n  because: ${cause}`;
}
