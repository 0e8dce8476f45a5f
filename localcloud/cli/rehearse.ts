import { appendFileSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import type { Command } from "commander";
import { checkExitCodes, CommandFailure, explain, findProgram, localStack } from "tlsup/cli";
import { showProgress } from "../progress";
import { makePlace, removeAbandoned, removePlace } from "../rehearsal/execution/place";
import { settingsFile } from "../rehearsal/execution/settings-file";
import { verdict, type Observed } from "../rehearsal/rehearsal";
import { renderRehearsal } from "../rehearsal/report";
import { rehearse, type Request } from "./rehearsal";

interface Options {
  readonly base?: string | undefined;
  readonly zone: readonly string[];
  readonly json?: true;
  readonly markdown?: string;
}

/** `tlsup rehearse`. */
export function addRehearseCommand(program: Command): void {
  program
    .command("rehearse")
    .argument("[stack]", "a stack of the program in this folder; by default the only one that has settings in git")
    .description(
      "apply the change in this working tree to its base, on a local cloud of its own and under load, without any secret; " +
        "exits with 0 when the change is good, 1 with findings, 2 when it could not be rehearsed",
    )
    .option("--base <ref>", "the commit to start from; by default the one where this branch left the main one")
    .option("--zone <name>", "a zone that the program uses and its settings do not name; may be repeated", (name: string, all: string[]) => [...all, name], [])
    .option("--json", "for a machine to read")
    .option("--markdown <file>", "append the report to a file as well, such as $GITHUB_STEP_SUMMARY")
    .action(async (stack: string | undefined, options: Options) => {
      const observed = await rehearseOnce(stack, options).catch((error: unknown) => {
        throw new CommandFailure(`Cannot rehearse: ${explain(error)}`, checkExitCodes.couldNotLook);
      });
      tell(observed, options);
    });
}

/** Rehearses in a place of its own, which it removes. */
export async function rehearseOnce(stack: string | undefined, { base, zone }: Pick<Options, "base" | "zone">): Promise<Observed> {
  const root = findProgram(process.cwd());
  const request: Request = { program: root, stack: stack ?? onlyStack(root), base, zones: zone };
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort(new Error("it was interrupted"));
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  const progress = showProgress(process.stderr);
  await removeAbandoned();
  const place = makePlace();
  try {
    return await rehearse(request, place, progress, interruption.signal);
  } finally {
    await progress.step("removing the rehearsal", () => removePlace(place));
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}

/** The only stack with settings beside the local cloud's. */
function onlyStack(root: string): string {
  const folder = dirname(settingsFile({ root }, localStack));
  const stacks = readdirSync(folder).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
  const [only, ...others] = stacks.filter((name) => name !== localStack);
  if (only === undefined || others.length > 0)
    throw new Error(`name a stack: ${only === undefined ? `there are no settings of one in ${folder}` : `there are ${[only, ...others].join(", ")}`}`);
  return only;
}

function tell(observed: Observed, { json, markdown }: Options): void {
  const findings = verdict(observed);
  const report = renderRehearsal(observed, findings);
  if (markdown !== undefined) appendFileSync(markdown, `${report}\n`);
  process.stdout.write(json ? `${JSON.stringify({ ...observed, findings }, null, 2)}\n` : `${report}\n`);
  if (findings.length > 0)
    throw new CommandFailure(
      `The change is not good: ${findings.length} ${findings.length === 1 ? "finding" : "findings"}, see the report`,
      checkExitCodes.findings,
    );
}
