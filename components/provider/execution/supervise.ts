import { AsyncLocalStorage } from "node:async_hooks";

/** How to fail what is under way, from within it. */
const failing = new AsyncLocalStorage<(error: unknown) => void>();

/** Does something, and fails with it also when something fails beside it that nobody waits for. */
export function supervised<T>(action: () => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    failing.run(reject, () => void action().then(resolve, reject));
  });
}

/** Takes an error that nobody waits for: it fails what it belongs to, else it is printed. */
export function takeStray(error: unknown): void {
  const fail = failing.getStore();
  if (fail) fail(error);
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
}
