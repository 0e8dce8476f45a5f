import { appendFileSync } from "node:fs";
import { renderReport, type Outcome } from "./report";
import { forgeOf } from "./forge";

/** Writes an outcome to the log, to the run's summary, and to its pull request. */
export async function tellPreview(project: string, outcome: Outcome, environment: NodeJS.ProcessEnv): Promise<void> {
  const text = renderReport("Preview", outcome);
  write(text, environment);
  await forgeOf(environment)?.comment(markOf(project, outcome.stack, "preview"), text);
}

/** Writes the outcome of a change to the log and to the run's summary. */
export function tellApply(outcome: Outcome, environment: NodeJS.ProcessEnv): void {
  write(renderReport("Change", outcome), environment);
}

/** Writes an outcome to the log and to the run's summary. While something is wrong, it keeps one issue open, which later runs only edit. */
export async function tellDrift(project: string, outcome: Outcome, isWrong: boolean, environment: NodeJS.ProcessEnv): Promise<void> {
  const text = renderReport("State", outcome);
  write(text, environment);
  await forgeOf(environment)?.issue(markOf(project, outcome.stack, "drift"), `${project}/${outcome.stack} is not as it should be`, isWrong ? text : undefined);
}

function write(text: string, { GITHUB_STEP_SUMMARY: summary }: NodeJS.ProcessEnv): void {
  process.stdout.write(`${text}\n`);
  if (summary) appendFileSync(summary, `${text}\n`);
}

function markOf(project: string, stack: string, verb: string): string {
  return `<!-- tlsup ${verb} ${project}/${stack} -->`;
}
