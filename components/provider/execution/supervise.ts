import { AsyncLocalStorage } from "node:async_hooks";

/** Makes the supervised action that the current code belongs to fail. */
const failing = new AsyncLocalStorage<(error: unknown) => void>();

/** Runs an action. It also rejects when work that the action started, but does not await, fails. */
export function supervised<T>(action: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    failing.run(reject, () => void action().then(resolve, reject));
  });
}

/** Handles an error that no code awaits: it fails the supervised action that it comes from, or is printed if there is none. */
export function takeStray(error: unknown): void {
  const fail = failing.getStore();
  if (fail) fail(error);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
