const day = 86_400_000;

/**
 * Pebble's answer about renewal with the window of Let's Encrypt, for a certificate of so many days: a fiftieth of its life, around a third of it left, or half
 * below ten days. That of a revoked certificate stays.
 * Source: `RenewalInfoSimple` in core/objects.go of Boulder, and in core/types.go of Pebble, which has two days around a third of any life
 */
export function asLetsEncrypt(answer: string, life: number): string {
  const { suggestedWindow } = JSON.parse(answer) as { readonly suggestedWindow?: { readonly start: string; readonly end: string } };
  const [start, end] = [suggestedWindow?.start, suggestedWindow?.end].map((time) => Date.parse(time ?? ""));
  if (start === undefined || end === undefined || !(end - start > day)) return answer;
  const middle = (start + end) / 2 + (life / 3 - life / (life < 10 ? 2 : 3)) * day;
  const [from, until] = [-1, 1].map((side) => new Date(middle + (side * life * day) / 100).toISOString());
  return JSON.stringify({ suggestedWindow: { start: from, end: until } });
}
