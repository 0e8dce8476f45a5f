import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { checkExitCodes, CommandFailure, explain, findProgram } from "tlsup/cli";
import { parse } from "yaml";
import type { Drills } from "../drill/drill";
import { scenarios } from "../drill/registry";
import { renderBeginning, renderDrill, renderEnd, renderScenarios } from "../drill/report";
import type { Scenario } from "../drill/scenario";
import { settingsFile } from "../stage/execution/settings-file";
import { siteIn, type SettingsFile, type Tree } from "../stage/settings";
import { inPlace, onlyStack, repeated, tell, tellPeople, tellPrograms, type StagedOptions } from "./staged";

interface Options extends StagedOptions {
  readonly stack?: string;
}

/** `tlsup drill`. */
export function addDrillCommand(program: Command): void {
  program
    .command("drill")
    .argument("[scenario...]", "what happens, one after the other; without any, all are listed, with a star at those that can happen to the stack's site")
    .description(
      "bring this program up on a local cloud of its own, let something happen to it while visitors come, do what the documentation says, and measure; " +
        "exits with 0 when all is as documented, 1 with findings, 2 when it could not be drilled",
    )
    .option("--stack <name>", "a stack of the program in this folder; by default the only one that has settings in git")
    .option("--zone <name>", "a zone that the program uses and its settings do not name; may be repeated", repeated, [])
    .option("--json", "for a machine to read")
    .option("--markdown <file>", "append the report to a file as well, such as $GITHUB_STEP_SUMMARY")
    .action(async (names: readonly string[], options: Options) => {
      const seen = await drillOnce(names, options).catch((error: unknown) => {
        throw new CommandFailure(`Cannot drill: ${explain(error)}`, checkExitCodes.couldNotLook);
      });
      if (seen?.drills.some(({ findings }) => findings.length > 0))
        throw new CommandFailure("Not all is as documented: see the report", checkExitCodes.findings);
    });
}

/** Undefined if the scenarios were only listed. */
async function drillOnce(names: readonly string[], options: Options): Promise<Drills | undefined> {
  const program = findProgram(process.cwd());
  const { stack = onlyStack(program), zone } = options;
  const site = siteOf(program, stack);
  if (names.length === 0) {
    tell(
      scenarios.map(({ name, about, needs }) => ({ name, about, needs: needs(site) ?? null })),
      renderScenarios(scenarios, site),
      options,
    );
    return undefined;
  }
  const chosen = names.map(scenarioNamed);
  const impossible = chosen.flatMap(({ name, needs }) => (needs(site) === undefined ? [] : [`${name} needs ${needs(site) ?? ""}`]));
  if (impossible.length > 0) throw new Error(`this cannot happen to the site of ${stack}: ${impossible.join("; ")}`);
  let seen: Drills | undefined;
  const ended = (drills: Drills): void => {
    if (!seen) tellPeople(renderBeginning(stack), options);
    for (const drilled of drills.drills.slice(-1)) tellPeople(renderDrill(drilled), options);
    seen = drills;
  };
  try {
    const { drill } = await import("./drilling.js");
    await inPlace((place, progress, signal) => drill({ program, stack, scenarios: chosen, zones: zone, ended }, place, progress, signal));
    return seen;
  } finally {
    if (seen) tellPeople(renderEnd(seen), options);
    if (seen) tellPrograms(seen, options);
  }
}

function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((each) => each.name === name);
  if (!found) throw new Error(`there is no scenario ${name}: there are ${scenarios.map((each) => each.name).join(", ")}`);
  return found;
}

/** The settings of a stack's site; empty if a program keeps them in another form. */
function siteOf(program: string, stack: string): Tree {
  const { config } = parse(readFileSync(settingsFile({ root: program }, stack), "utf8")) as SettingsFile;
  return siteIn(config ?? {}) ?? {};
}
