import { setTimeout as sleep } from "node:timers/promises";

/** More at once would take the processors from what is watched. */
const mostPending = 50;

/**
 * Begins another `attempt` every `interval` milliseconds while `action` runs, and waits for those that have begun. On a machine that is busy the attempts
 * that are late are caught up with.
 */
export async function meanwhile<T>(interval: number, attempt: () => Promise<void>, action: () => Promise<T>): Promise<T> {
  const pending = new Set<Promise<void>>();
  let isOver = false;
  const loop = (async () => {
    const start = Date.now();
    for (let turn = 1; !isOver; turn += 1) {
      const begun = attempt().finally(() => pending.delete(begun));
      pending.add(begun);
      await sleep(Math.max(0, start + turn * interval - Date.now()));
      if (pending.size >= mostPending) await Promise.race(pending);
    }
  })();
  try {
    return await action();
  } finally {
    isOver = true;
    await loop;
    await Promise.all(pending);
  }
}
