import { inspect } from "node:util";

/** An error that a user reads as it was written: without a stack, and without what Pulumi puts before the messages of others. */
export class FinalError extends Error {
  /** By this Pulumi knows an error that is told in full by its message. */
  readonly __pulumiRunError = true;

  constructor(message: string) {
    super();
    // Pulumi puts the names of the properties that waited for the value before the message, one for each.
    Object.defineProperty(this, "message", { get: () => message, set: () => undefined });
  }

  /**
   * Pulumi inspects what a promise was rejected with together with the promise, and so every output that waits for it: minutes of work for one line.
   * Several releases of Node never end it when the stack has a frame of Pulumi's output.ts (nodejs/node#64011).
   */
  [inspect.custom](): string {
    return this.message;
  }
}
