import { InvalidArgumentError, type Command } from "commander";
import { calendarOf, type CalendarEntry } from "../components/site/calendar/calendar";
import { renderCalendar } from "../components/site/calendar/render";
import { expectedChain } from "./expected-chain";
import { checkExitCodes, CommandFailure, couldNotLook } from "./failure";
import type { LocalCloud } from "./local-cloud";

interface Options {
  readonly every?: number;
  readonly json?: true;
}

/** In days. */
const length = 365;

/** `tlsup calendar`. */
export function addCalendarCommand(program: Command, cloud: LocalCloud | undefined): void {
  program
    .command("calendar <stacks...>")
    .description("simulate the renewals of a year; exits with 0 when no site is without a valid certificate, 1 when one is, 2 when it could not be told")
    .option("--every <days>", "how often something runs `pulumi up`, as a nightly job does (1); without it, nothing does", days)
    .option("--json", "for a machine to read")
    .action(async (stacks: string[], { every, json }: Options) => {
      const now = new Date();
      const entries = await Promise.all(stacks.map((stack) => entryOf(stack, now, every, cloud)));
      process.stdout.write(json ? `${JSON.stringify(entries, null, 2)}\n` : `${renderCalendar(entries, now, length)}\n`);
      const dark = entries.filter((entry) => entry.dark.length > 0).map(({ domain }) => domain);
      if (dark.length > 0) throw new CommandFailure(`There will be no valid certificate for ${dark.join(", ")}`, checkExitCodes.findings);
    });
}

async function entryOf(stack: string, now: Date, every: number | undefined, cloud: LocalCloud | undefined): Promise<CalendarEntry> {
  try {
    const entry = calendarOf(await expectedChain(stack, cloud), { now, days: length, every });
    if (entry) return entry;
    throw new Error(
      `Cannot tell the renewals of ${stack} as its chain must have the source and dates of its present certificate: its host was to renew it since, or an ` +
        "older version brought it up. Run `pulumi up --refresh`",
    );
  } catch (error) {
    throw couldNotLook(error);
  }
}

function days(value: string): number {
  if (!/^[1-9][0-9]{0,2}$/.test(value)) throw new InvalidArgumentError("It must be a whole number of days, from 1 to 999.");
  return Number(value);
}
