/**
 * A third of the cases of a test that takes long: those whose turn it is today. In three days each has had its turn, and with `TLSUP_EVERY_CASE=1` it is the
 * turn of each. There must be at least three.
 */
export function inTurn<T>(cases: readonly T[]): T[] {
  const day = Math.floor(Date.now() / (24 * 60 * 60 * 1000));
  return cases.filter((_, index) => process.env.TLSUP_EVERY_CASE === "1" || (index + day) % 3 === 0);
}
