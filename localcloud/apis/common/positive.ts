/**
 * A whole number that counts something, from a query.
 *
 * @param absent The number if the query has none.
 * @param refuse Makes the vendor's error, from the rule that the text breaks.
 */
export function positive(text: string | null | undefined, absent: number, refuse: (rule: string) => Error): number {
  if (text === undefined || text === null || text === "") return absent;
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number) || number < 1) throw refuse("must be a positive whole number");
  return number;
}
