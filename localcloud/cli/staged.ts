import { appendFileSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { localStack } from "tlsup/cli";
import { showProgress, type Progress } from "../progress";
import { makePlace, removeAbandoned, removePlace, type Place } from "../stage/execution/place";
import { settingsFile } from "../stage/execution/settings-file";

/** Options of a command with a local cloud of its own. */
export interface StagedOptions {
  readonly zone: readonly string[];
  readonly json?: true;
  readonly markdown?: string;
}

/** Values of an option that may be repeated. */
export const repeated = (value: string, all: string[]): string[] => [...all, value];

/** Runs `action` in a place of its own. Nothing of it is left afterwards, also after Ctrl-C. */
export async function inPlace<T>(action: (place: Place, progress: Progress, signal: AbortSignal) => Promise<T>): Promise<T> {
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort(new Error("it was interrupted"));
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  const progress = showProgress(process.stderr);
  await removeAbandoned();
  const place = makePlace();
  try {
    return await action(place, progress, interruption.signal);
  } finally {
    await progress.step("removing its local cloud", () => removePlace(place));
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

/** The only stack with settings beside the local cloud's. */
export function onlyStack(root: string): string {
  const folder = dirname(settingsFile({ root }, localStack));
  const stacks = readdirSync(folder).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  const [only, ...others] = stacks.filter((name) => name !== localStack);
  if (only === undefined || others.length > 0)
    throw new Error(`name a stack: ${only === undefined ? `there are no settings of one in ${folder}` : `there are ${[only, ...others].join(", ")}`}`);
  return only;
}

type Told = Omit<StagedOptions, "zone">;

/** Prints a report, as JSON or for people, and appends the latter to a file. */
export function tell(seen: object, report: string, options: Told): void {
  tellPeople(report, options);
  tellPrograms(seen, options);
}

export function tellPeople(report: string, { json, markdown }: Told): void {
  if (markdown !== undefined) appendFileSync(markdown, `${report}\n`);
  if (!json) process.stdout.write(`${report}\n`);
}

export function tellPrograms(seen: object, { json }: Told): void {
  if (json) process.stdout.write(`${JSON.stringify(seen, null, 2)}\n`);
}
