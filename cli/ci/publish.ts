import { appendFileSync } from "node:fs";
import { explain } from "../failure";
import { forgeOf } from "./forge";
import { renderReport, type Outcome } from "./report";

/** Writes an outcome to the log, to the run's summary, and to its pull request. */
export async function tellPreview(project: string, outcome: Outcome, environment: NodeJS.ProcessEnv): Promise<void> {
  const text = renderReport("Preview", outcome);
  write(text, environment);
  await forgeOf(environment)?.comment(markOf(project, outcome.stack, "preview"), text);
}

/** Writes a rehearsal's report to the log, to the run's summary, and to its pull request. A run for a fork may not write there, and the log says so. */
export async function tellRehearsal(project: string, stack: string, report: string, environment: NodeJS.ProcessEnv): Promise<void> {
  write(report, environment);
  try {
    await forgeOf(environment)?.comment(markOf(project, stack, "rehearsal"), report);
  } catch (error) {
    process.stderr.write(`The report is not on the pull request: ${explain(error)}\n`);
  }
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
