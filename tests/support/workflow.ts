import { readFileSync } from "node:fs";
import { parse } from "yaml";

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

/** What the job of a workflow of GitHub is there for: the last of its commands, those before it set the runner up. */
export function commandOf(file: string, job: string): string {
  const { jobs } = parse(readFileSync(file, "utf8")) as Workflow;
  return jobs[job]?.steps.flatMap(({ run }) => run ?? []).at(-1) ?? "exit 99";
}

/** The same for a job of GitLab. */
export function scriptOf(file: string, job: string): string {
  const jobs = parse(readFileSync(file, "utf8")) as Readonly<Record<string, { readonly script?: readonly string[] }>>;
  return jobs[job]?.script?.join("\n") ?? "exit 99";
}
