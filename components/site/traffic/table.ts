import type { Figures, Span, Traffic } from "./traffic";

/** A figure of the traffic, as text. */
export interface Cell {
  readonly value: string;
  /**
   * Its share of all requests.
   * @default none
   */
  readonly share?: string;
  /**
   * Its course, from 0 to 1, by hours or by days.
   * @default none
   */
  readonly course?: readonly number[];
}

export interface TrafficRow {
  readonly label: string;
  readonly hours: Cell;
  readonly days: Cell;
}

const mostStatuses = 8;
const mostCountries = 5;
const unknown: Cell = { value: "not told by the zone's plan" };

/** The traffic as a table, the last 24 hours beside the days. */
export function tableOf({ hours, days }: Traffic): TrafficRow[] {
  const row = (label: string, cell: (span: Span) => Cell): TrafficRow => ({ label, hours: cell(hours), days: cell(days) });
  const statuses = days.statuses.slice(0, mostStatuses).map(({ status }) => status);
  const countries = days.countries.slice(0, mostCountries).map(({ country }) => country);
  return [
    row("requests", (span) => ({ value: number(span.requests), course: course(span.steps, (step) => step.requests) })),
    row("from the cache", cacheCell),
    row("bytes", (span) => ({ value: bytes(span.bytes), course: course(span.steps, (step) => step.bytes) })),
    row("threats stopped", (span) =>
      span.threats === undefined ? unknown : { value: number(span.threats), course: course(span.steps, (step) => step.threats ?? 0) },
    ),
    ...statuses
      .sort((one, other) => one - other)
      .map((status) => row(`status ${status}`, (span) => part(span, span.statuses.find((each) => each.status === status)?.requests))),
    ...countries.map((country) => row(`country ${country}`, (span) => part(span, span.countries.find((each) => each.country === country)?.requests))),
  ];
}

/** The headings of the two columns. */
export function heading({ days }: Traffic): readonly [hours: string, days: string] {
  return ["last 24 hours", days.steps.length === 1 ? "last day" : `last ${days.steps.length} days`];
}

function cacheCell({ requests, cached, steps }: Span): Cell {
  if (cached === undefined) return unknown;
  return { value: share(cached, requests), course: steps.map((step) => (step.requests === 0 ? 0 : (step.cached ?? 0) / step.requests)) };
}

function part({ requests }: Span, count = 0): Cell {
  return { value: number(count), share: share(count, requests) };
}

function share(count: number, of: number): string {
  if (of === 0) return "–";
  const percent = Math.round((100 * count) / of);
  return percent === 0 && count > 0 ? "<1 %" : `${percent} %`;
}

function course(steps: readonly Figures[], value: (step: Figures) => number): number[] {
  const most = Math.max(1, ...steps.map(value));
  return steps.map((step) => value(step) / most);
}

function number(value: number): string {
  return value.toLocaleString("en");
}

/** Powers of 1000, as Cloudflare's dashboard shows them. */
function bytes(value: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, value)) / 3));
  return `${(value / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
