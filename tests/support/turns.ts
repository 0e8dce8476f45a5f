/** In how many days each case has its turn. */
const days = 3;

const day = (): number => Math.floor(Date.now() / (24 * 60 * 60 * 1000));
const isEveryCase = process.env.TLSUP_EVERY_CASE === "1";

/**
 * A third of the cases of a test that takes long, and at least one: those whose turn it is today. In three days each has its turn, and with
 * `TLSUP_EVERY_CASE=1` all have it today.
 */
export function inTurn<T>(cases: readonly T[]): T[] {
  const every = Math.min(days, cases.length);
  return cases.filter((_, index) => isEveryCase || index % every === day() % every);
}

/** As `inTurn`, for steps that follow from each other: a third of them, one after another. */
export function partInTurn<T>(steps: readonly T[]): readonly T[] {
  const length = Math.ceil(steps.length / days);
  const start = (day() % days) * length;
  return isEveryCase ? steps : steps.slice(start, start + length);
}
