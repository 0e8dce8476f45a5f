/**
 * A third of the cases of a test that takes long: those whose turn it is today. In three days each has its turn, and with `TLSUP_EVERY_CASE=1` all have it
 * today. Of one or two cases, none may be left on some days.
 */
export function inTurn<T>(cases: readonly T[]): T[] {
  const day = Math.floor(Date.now() / (24 * 60 * 60 * 1000));
  return cases.filter((_, index) => process.env.TLSUP_EVERY_CASE === "1" || (index + day) % 3 === 0);
}
