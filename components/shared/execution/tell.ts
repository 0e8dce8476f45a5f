import { AsyncLocalStorage } from "node:async_hooks";

const listeners = new AsyncLocalStorage<(text: string) => void>();

/** Tells the user what happened to a resource beyond its result: it stays on the screen. A warning says so, as in `example.com: warning: ...`. */
export function tell(text: string): void {
  const listener = listeners.getStore();
  if (listener) listener(text);
  else console.error(`tlsup: ${text}`);
}

/** Does something, and lets `listener` hear what is told meanwhile. */
export function heardBy<T>(listener: (text: string) => void, action: () => T): T {
  return listeners.run(listener, action);
}
