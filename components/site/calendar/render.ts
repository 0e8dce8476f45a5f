import type { CalendarEntry } from "./calendar";
import { week } from "../../shared/durations";

const renewers: Readonly<Record<CalendarEntry["renewedBy"], string>> = {
  host: "renewed by its host",
  pulumi: "renewed by pulumi up",
  nobody: "not renewed",
};

/** Renders a calendar for people: for each site a time line with one sign per week, and an explanation. */
export function renderCalendar(entries: readonly CalendarEntry[], now: Date, days: number): string {
  return [...entries.map((entry) => entryText(entry, now, days)), "─ valid   R renewed   × no valid certificate   (a sign is a week)"].join("\n\n");
}

function entryText(entry: CalendarEntry, now: Date, days: number): string {
  const { domain, source, renewedBy, dark, hasStandby } = entry;
  const lines = [
    `${domain}: ${source}, ${renewers[renewedBy]}${hasStandby ? ", with a standby for the edge" : ""}`,
    `  ${dateOf(now.toISOString())} ${lineOfTime(entry, now, days)} ${dateOf(new Date(now.getTime() + days * (week / 7)).toISOString())}`,
    `  ${renewalText(entry)}`,
    ...dark.map(({ from, until }) => `  × no valid certificate from ${dateOf(from)}${until === undefined ? " on" : ` to ${dateOf(until)}`}`),
  ];
  return lines.join("\n");
}

function renewalText({ renewals, endsAt }: CalendarEntry): string {
  if (renewals.length === 0) return `not renewed; ends ${dateOf(endsAt)}`;
  const closest = Math.min(...renewals.map(({ slack }) => slack));
  const margin = closest < 0 ? `${-closest} days after the end at the worst` : `${closest} days before the end at the closest`;
  return `renewed ${renewals.map(({ at }) => dateOf(at)).join(", ")}, ${margin}`;
}

function lineOfTime({ renewals, dark }: CalendarEntry, now: Date, days: number): string {
  const signs = Array.from({ length: Math.ceil(days / 7) }, (_, index) => {
    const [from, until] = [now.getTime() + index * week, now.getTime() + (index + 1) * week];
    if (dark.some((time) => Date.parse(time.from) < until && (time.until === undefined || Date.parse(time.until) > from))) return "×";
    return renewals.some(({ at }) => Date.parse(at) >= from && Date.parse(at) < until) ? "R" : "─";
  });
  return signs.join("");
}

function dateOf(time: string): string {
  return time.slice(0, 10);
}
