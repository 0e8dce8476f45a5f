import { plain, type Paint } from "../chain/paint";
import { heading, tableOf, type Cell } from "./table";
import type { Traffic } from "./traffic";

/** Renders a report for people: a table with the course of each figure. */
export function renderTraffic(traffic: Traffic, paint: Paint = plain): string {
  const rows = tableOf(traffic).map(({ label, hours, days }) => [label, line(hours), line(days)] as const);
  const [hours, days] = heading(traffic);
  const lines = [["", hours, days] as const, ...rows];
  const width = (column: 0 | 1): number => Math.max(...lines.map((each) => each[column].length)) + 2;
  const [labels, first] = [width(0), width(1)];
  return [
    `${traffic.domain} at Cloudflare, zone ${traffic.zone}, until ${traffic.until.slice(0, 16).replace("T", " ")} UTC`,
    ...lines.map(([label, one, other], index) => {
      const cells = `${one.padEnd(first)}${other}`;
      return `  ${paint.faint(label.padEnd(labels))}${index === 0 ? paint.faint(cells) : cells}`;
    }),
  ].join("\n");
}

function line({ value, share, course }: Cell): string {
  return [value.padStart(9), ...(share === undefined ? [] : [share.padStart(5)]), ...(course ? [sparkline(course)] : [])].join("  ");
}

const bars = "▁▂▃▄▅▆▇█";

/** Draws a bar for each number from 0 to 1. Only 0 gets the lowest bar, so that small values differ from 0. */
export function sparkline(course: readonly number[]): string {
  const highest = bars.length - 1;
  return course.map((value) => bars[Math.min(highest, Math.max(0, Math.ceil(value * highest)))]).join("");
}
