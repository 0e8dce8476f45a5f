import { setTimeout as sleep } from "node:timers/promises";

const shortest = 100;
const longest = 2_000;

/** Asks until there is an answer: often at first, as a local cloud is fast, then less and less often. */
export async function poll<T>(ask: () => Promise<T | undefined>, signal: AbortSignal): Promise<T> {
  for (let pause = shortest; ; pause = Math.min(longest, pause * 1.1)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(pause, undefined, { signal });
  }
}
