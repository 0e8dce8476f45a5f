import { inspect } from "node:util";

/** An error that Pulumi shows as it was written: without a stack, and without the prefix of other errors. */
export class FinalError extends Error {
  /** @internal Pulumi shows only the message of an error that has this. */
  readonly __pulumiRunError = true;

  constructor(message: string) {
    super();
    // Pulumi prepends the name of each property that waited for the value, so the message cannot be set.
    Object.defineProperty(this, "message", { get: () => message, set: () => undefined });
    // Some of its paths print the stack.
    this.stack = message;
  }

  /**
   * @internal Pulumi inspects a rejected promise with its error, and so every output that waits for it: minutes of work for one line.
   * In several releases of Node it never ends if the stack has a frame of Pulumi's output.ts (nodejs/node#64011).
   */
  [inspect.custom](): string {
    return this.message;
  }
}
