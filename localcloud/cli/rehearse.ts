import type { Command } from "commander";
import { checkExitCodes, CommandFailure, explain, findProgram } from "tlsup/cli";
import { verdict, type Observed } from "../rehearsal/rehearsal";
import { renderRehearsal } from "../rehearsal/report";
import { inPlace, onlyStack, repeated, tell, type StagedOptions } from "./staged";

interface Options extends StagedOptions {
  readonly base?: string | undefined;
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
    .option("--zone <name>", "a zone that the program uses and its settings do not name; may be repeated", repeated, [])
    .option("--json", "for a machine to read")
    .option("--markdown <file>", "append the report to a file as well, such as $GITHUB_STEP_SUMMARY")
    .action(async (stack: string | undefined, options: Options) => {
      const observed = await rehearseOnce(stack, options).catch((error: unknown) => {
        throw new CommandFailure(`Cannot rehearse: ${explain(error)}`, checkExitCodes.couldNotLook);
      });
      const findings = verdict(observed);
      tell({ ...observed, findings }, renderRehearsal(observed, findings), options);
      if (findings.length > 0)
        throw new CommandFailure(
          `The change is not good: ${findings.length} ${findings.length === 1 ? "finding" : "findings"}, see the report`,
          checkExitCodes.findings,
        );
    });
}

/** Rehearses in a place of its own, which it removes. */
export async function rehearseOnce(stack: string | undefined, { base, zone }: Pick<Options, "base" | "zone">): Promise<Observed> {
  const program = findProgram(process.cwd());
  const request = { program, stack: stack ?? onlyStack(program), base, zones: zone };
  const { rehearse } = await import("./rehearsal.js");
  return inPlace((place, progress, signal) => rehearse(request, place, progress, signal));
}
