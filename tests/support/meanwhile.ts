import { setTimeout as sleep } from "node:timers/promises";

/** Begins another `attempt` every `interval` milliseconds while `action` runs, and waits for those that have begun. */
export async function meanwhile(interval: number, attempt: () => Promise<void>, action: () => Promise<unknown>): Promise<void> {
  const pending = new Set<Promise<void>>();
  let isOver = false;
  const loop = (async () => {
    while (!isOver) {
      const begun = attempt().finally(() => pending.delete(begun));
      pending.add(begun);
      await sleep(interval);
    }
  })();
  try {
    await action();
  } finally {
    isOver = true;
    await loop;
    await Promise.all(pending);
  }
}
