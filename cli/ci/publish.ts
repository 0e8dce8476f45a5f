import { appendFileSync } from "node:fs";
import { renderReport, type Outcome } from "./report";
import { forgeOf } from "./forge";

/** Tells an outcome in the log, in the run's summary, and on the pull request that the run is about. */
export async function tellPreview(project: string, outcome: Outcome, environment: NodeJS.ProcessEnv): Promise<void> {
  const text = renderReport("Preview", outcome);
  write(text, environment);
  await forgeOf(environment)?.comment(markOf(project, outcome.stack, "preview"), text);
}

/** Tells in the log and the run's summary what became of a change. */
export function tellApply(outcome: Outcome, environment: NodeJS.ProcessEnv): void {
  write(renderReport("Change", outcome), environment);
}

/** Keeps one issue open while something is wrong, and says nothing again while that is the same. */
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
