/** In how many days each test has its turn. */
const days = 3;

/** Whose turn it is: the date's, of 1 to 3, or what `TLSUP_TURN` says, which may be "all" as well. */
function turn(): number | "all" {
  const stated = process.env.TLSUP_TURN;
  if (stated === undefined) return (Math.floor(Date.now() / (24 * 60 * 60 * 1000)) % days) + 1;
  if (stated === "all") return "all";
  if (/^[1-3]$/.test(stated)) return Number(stated);
  throw new Error(`TLSUP_TURN is ${JSON.stringify(stated)}: it must be 1, 2, 3 or all`);
}

/** Of `count` tests: in how many parts they are tried, and which part is today's. No part is empty. */
function partOf(count: number): { readonly parts: number; readonly today: number } {
  const whose = turn();
  if (whose === "all") return { parts: 1, today: 0 };
  const parts = Math.min(days, count);
  return { parts, today: (whose - 1) % parts };
}

/**
 * A third of the tests that take long, and at least one: those whose turn it is today. In three days each has its turn, and with
 * `TLSUP_TURN=all` all have it today.
 */
export function inTurn<T>(tests: readonly T[]): T[] {
  const { parts, today } = partOf(tests.length);
  return tests.filter((_, index) => index % parts === today);
}

/** As {@link inTurn}, for steps that follow from each other: one after another. */
export function partInTurn<T>(steps: readonly T[]): T[] {
  const { parts, today } = partOf(steps.length);
  const start = (part: number): number => Math.floor((part * steps.length) / parts);
  return steps.slice(start(today), start(today + 1));
}
