/** The operators of a list's text parameter, as `?name=contains:shop`: https://developers.cloudflare.com/api/resources/zones/methods/list/ */
const operators: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  equal: (value, wanted) => value === wanted,
  not_equal: (value, wanted) => value !== wanted,
  starts_with: (value, wanted) => value.startsWith(wanted),
  ends_with: (value, wanted) => value.endsWith(wanted),
  contains: (value, wanted) => value.includes(wanted),
};
const caseSensitive = "_case_sensitive";

/** The test that `parameter` describes. */
export function matcher(parameter: string): (value: string) => boolean {
  const [, prefix = "equal", operand = parameter] = /^([a-z_]+):(.*)$/s.exec(parameter) ?? [];
  const operator = operators[prefix.replace(caseSensitive, "")];
  if (!operator) return (value) => value.toLowerCase() === parameter.toLowerCase();
  if (prefix.endsWith(caseSensitive)) return (value) => operator(value, operand);
  return (value) => operator(value.toLowerCase(), operand.toLowerCase());
}
