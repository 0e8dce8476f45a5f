import { setTimeout as sleep } from "node:timers/promises";

/** Repeats `round`, with a pause of `seconds`, until SIGINT or SIGTERM. Returns the last round's result. */
export async function rounds<T>(seconds: number, round: () => Promise<T>): Promise<T> {
  const end = new AbortController();
  const stop = (): void => end.abort();
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    for (;;) {
      const last = await round();
      if (await isOver(seconds, end.signal)) return last;
    }
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

async function isOver(seconds: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(seconds * 1000, undefined, { signal });
    return false;
  } catch {
    return true;
  }
}
