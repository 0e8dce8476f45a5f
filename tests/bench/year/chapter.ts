/** What happened to a site in a time: the days without a fault, or one fault until it is over. All times in days. */
export interface Chapter {
  readonly what: string;
  readonly begin: number;
  end: number;
  readonly renewals: number[];
  /** When visitors would have refused what the host served, or it was revoked. While the host is off, there are no visits. */
  readonly dark: { readonly at: number }[];
  /** When the host told that the renewal is late, and how long the certificate in force was still valid. */
  readonly alarms: { readonly at: number; readonly left: number }[];
  /** When the host was told to be in time again. */
  readonly ends: number[];
  /** When the CA got an order. */
  readonly orders: number[];
  /** When the fault began. */
  fault?: number;
  /** Whether it is over. */
  isMended?: boolean;
  /** When the host's pings stopped, and how long the certificate was still valid. */
  silent?: { readonly at: number; readonly left: number };
}

export function chapter(what: string, begin: number): Chapter {
  return { what, begin, end: begin, renewals: [], dark: [], alarms: [], ends: [], orders: [] };
}

/** The most orders in any seven days. */
export function mostInAWeek(orders: readonly number[]): number {
  return Math.max(0, ...orders.map((from) => orders.filter((at) => from <= at && at < from + 7).length));
}

/** The rows of the table. */
export function rendered(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ")}`);
}
