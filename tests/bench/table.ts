/** The middle of several measurements. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? (sorted[Math.floor(middle)] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** A row: what was measured, in seconds. */
export interface Row {
  readonly what: string;
  /** Empty for a program that the machine does not have. */
  readonly seconds: readonly number[];
}

/** A table with the median, the range, and how many times the first row's median each row takes. */
export function table(title: string, rows: readonly Row[]): string {
  const floor = median(rows[0]?.seconds ?? []);
  const width = Math.max(...rows.map(({ what }) => what.length));
  const lines = rows.map(({ what, seconds }) => {
    if (seconds.length === 0) return `  ${what.padEnd(width)}  not installed`;
    const range = `${Math.min(...seconds).toFixed(2)} - ${Math.max(...seconds).toFixed(2)}`;
    return (
      `  ${what.padEnd(width)}  ${median(seconds).toFixed(2).padStart(7)} s  (${range})  ${(median(seconds) / floor).toFixed(2).padStart(5)} ` +
      `x${seconds.length === 1 && rows[0]?.seconds.length !== 1 ? "  once" : ""}`
    );
  });
  return [`${title}: median of ${rows[0]?.seconds.length ?? 0}, range, times the first row`, ...lines].join("\n");
}

/** How many times longer each row takes than before, by the medians. */
export function growth(title: string, before: readonly Row[], after: readonly Row[]): string {
  const rows = after.map(({ what, seconds }, index) => `${what} ${(median(seconds) / median(before[index]?.seconds ?? [])).toFixed(2)} x`);
  return `${title}: ${rows.join(", ")}`;
}

/** How long `action` takes, in seconds. */
export async function timed(action: () => Promise<unknown>): Promise<number> {
  const start = process.hrtime.bigint();
  await action();
  return Number(process.hrtime.bigint() - start) / 1e9;
}
