import { AsyncLocalStorage } from "node:async_hooks";

const listeners = new Set<() => void>();

/** Calls `listener` when the engine cancels the run, or when the time for the current action is up. Returns a function that removes it. */
export function onCancel(listener: () => void): () => void {
  listeners.add(listener);
  const forget = onTimeUp(listener);
  return () => {
    listeners.delete(listener);
    forget();
  };
}

/** Tells all running actions that the engine cancels the run, as it does at the first Ctrl-C. */
export function cancel(): void {
  for (const listener of listeners) listener();
}

/** Ends what is under way. May return another error, in place of the one that says that the time is up. */
type TimeUp = (late: Error) => unknown;

/** A time limit that the user has set for an action. */
interface Limit {
  /** The whole time, in milliseconds. */
  readonly time: number;
  readonly listeners: Set<TimeUp>;
}

const limits = new AsyncLocalStorage<Limit>();

/** Calls `listener` when the current action's time limit, if it has one, is up. Returns a function that removes it. */
export function onTimeUp(listener: TimeUp): () => void {
  const limit = limits.getStore();
  limit?.listeners.add(listener);
  return () => limit?.listeners.delete(listener);
}

/** How long an action may take, in milliseconds: the user's limit, or `usual`. */
export function timeFor(usual: number): number {
  return limits.getStore()?.time ?? usual;
}

/** The longest timer of Node.js, in milliseconds: 24 days. */
const longest = 2 ** 31 - 1;

/** Runs an action with a limit of `seconds`; 0 is no limit. When the time is up it rejects with `late`, and tells the listeners within the action. */
export async function withinTime<T>(seconds: number, late: string, action: () => Promise<T>): Promise<T> {
  if (seconds <= 0) return action();
  const limit: Limit = { time: Math.min(seconds * 1000, longest), listeners: new Set() };
  let timer: NodeJS.Timeout | undefined;
  const timeUp = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(late);
      const answers = [...limit.listeners].map((listener) => listener(error));
      reject(answers.find((answer) => answer instanceof Error) ?? error);
    }, limit.time);
  });
  try {
    return await Promise.race([limits.run(limit, action), timeUp]);
  } finally {
    clearTimeout(timer);
  }
}
