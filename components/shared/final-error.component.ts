import * as pulumi from "@pulumi/pulumi";

/**
 * An error that a user reads as it was written: without a stack, and without the names of the properties that waited for the failed
 * value, which Pulumi puts before the message, one for each.
 */
export class FinalError extends pulumi.RunError {
  constructor(message: string) {
    super(message);
    Object.defineProperty(this, "message", { get: () => message, set: () => undefined });
  }
}
