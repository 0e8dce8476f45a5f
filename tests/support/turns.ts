/** In how many days each case has its turn. */
const days = 3;

/** Of `count` cases: in how many parts they are tried, and which part is today's. No part is empty. */
function partOf(count: number): { readonly parts: number; readonly today: number } {
  const parts = process.env.TLSUP_EVERY_CASE === "1" ? 1 : Math.min(days, count);
  return { parts, today: Math.floor(Date.now() / (24 * 60 * 60 * 1000)) % parts };
}

/**
 * A third of the cases of a test that takes long, and at least one: those whose turn it is today. In three days each has its turn, and with
 * `TLSUP_EVERY_CASE=1` all have it today.
 */
export function inTurn<T>(cases: readonly T[]): T[] {
  const { parts, today } = partOf(cases.length);
  return cases.filter((_, index) => index % parts === today);
}

/** As {@link inTurn}, for steps that follow from each other: one after another. */
export function partInTurn<T>(steps: readonly T[]): T[] {
  const { parts, today } = partOf(steps.length);
  const start = (part: number): number => Math.floor((part * steps.length) / parts);
  return steps.slice(start(today), start(today + 1));
}
