/**
 * A resource could not be made as a whole, and some of it may be there. The stack has it from now on, so that the next run goes on with it or deletes it.
 */
export class Unfinished<Outputs = Readonly<Record<string, unknown>>> extends Error {
  /** `cause` is what the user is told. */
  constructor(
    cause: unknown,
    readonly id: string,
    readonly outs: Outputs,
  ) {
    super(cause instanceof Error ? cause.message : String(cause));
  }
}
