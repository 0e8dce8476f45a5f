import { AsyncLocalStorage } from "node:async_hooks";

const listeners = new Set<() => void>();

/** Lets `listener` hear that the engine asks to end, or that the time for this is up; returns the way to stop that. */
export function onCancel(listener: () => void): () => void {
  listeners.add(listener);
  const forget = onTimeUp(listener);
  return () => {
    listeners.delete(listener);
    forget();
  };
}

/** Tells whatever is under way that the engine asks to end, as it does at the first Ctrl-C. */
export function cancel(): void {
  for (const listener of listeners) listener();
}

/** A time that the user has set for something. */
interface Limit {
  /** In milliseconds, as a whole. */
  readonly time: number;
  readonly listeners: Set<() => void>;
}

const limits = new AsyncLocalStorage<Limit>();

/** Lets `listener` hear that the time for this is up, where there is a limit; returns the way to stop that. */
export function onTimeUp(listener: () => void): () => void {
  const limit = limits.getStore();
  limit?.listeners.add(listener);
  return () => limit?.listeners.delete(listener);
}

/** How long something may take, in milliseconds: what the user has set for it, or `usual`. */
export function timeFor(usual: number): number {
  return limits.getStore()?.time ?? usual;
}

/** No timer of Node.js is longer: 24 days. */
const longest = 2 ** 31 - 1;

/** Does something within `seconds`, of which 0 is no limit. When they are up it fails with `late`, and what is under way in it is told to end. */
export async function withinTime<T>(seconds: number, late: string, action: () => Promise<T>): Promise<T> {
  if (seconds <= 0) return action();
  const limit: Limit = { time: Math.min(seconds * 1000, longest), listeners: new Set() };
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(late));
      for (const listener of limit.listeners) listener();
    }, limit.time);
  });
  try {
    return await Promise.race([limits.run(limit, action), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
