import { AsyncLocalStorage } from "node:async_hooks";

const listeners = new AsyncLocalStorage<(text: string) => void>();

/** Shows the user a message about a resource that stays on the screen. A warning says that it is one: `example.com: warning: ...`. */
export function tell(text: string): void {
  const listener = listeners.getStore();
  if (listener) listener(text);
  else console.error(`tlsup: ${text}`);
}

/** Runs an action, and passes the messages that it tells to `listener`. */
export function heardBy<T>(listener: (text: string) => void, action: () => T): T {
  return listeners.run(listener, action);
}
