import type { Command } from "commander";
import type { Observation } from "../../components/site/chain/chain";
import { observe } from "../../components/site/chain/execution/observe";
import { findings, hasErrors } from "../../components/site/chain/findings";
import { renderChain } from "../../components/site/chain/report";
import { localDirectory } from "../instance";
import { commandEnvironment, running } from "./environment";
import { findProgram, localStack, stackOutputs } from "./pulumi";
import { isExpectedChain, watching } from "./watching";

/** `tlsup check`. */
export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .argument("<target>", `a stack of the program in this folder, or a URL; the stack \`${localStack}\` is the local cloud's, in any shell`)
    .description("look at the chain from outside: visitor, edge, origin; fails when something keeps visitors out, or will soon")
    .option("--json", "for a machine to read")
    .action(async (target: string, { json }: { json?: boolean }) => {
      const observation = await look(target);
      const now = new Date();
      const problems = findings(observation, now);
      process.stdout.write(json ? `${JSON.stringify({ ...observation, findings: problems }, null, 2)}\n` : `${renderChain(observation, now)}\n`);
      if (hasErrors(problems)) throw new Error(`The chain of ${observation.url} does not hold: ${problems.length === 1 ? "1 finding" : `${problems.length} findings`}, see the report`);
    });
}

async function look(target: string): Promise<Observation> {
  if (target.includes("://")) return observe(siteUrl(target), await watching(new URL(target).hostname));
  const { chain } = await stackOutputs({ root: findProgram(process.cwd()), environment: stackEnvironment(target) }, target);
  if (!isExpectedChain(chain)) throw new Error(`Cannot check the stack ${target} as its program must have the output \`chain\`: export the one of its HttpsSite, and run \`pulumi up\``);
  return observe(`https://${chain.domain}/`, await watching(chain.domain), chain);
}

function siteUrl(target: string): string {
  if (!URL.canParse(target) || !/^https?:$/.test(new URL(target).protocol)) throw new Error(`Cannot check ${JSON.stringify(target)} as it must be a stack, or a URL that begins with https:// or http://`);
  return target;
}

/** The stack on the local cloud is found without its variables, too: only the local cloud can have made it. */
function stackEnvironment(stack: string): NodeJS.ProcessEnv {
  if (stack !== localStack) return process.env;
  const { instance, toolchain } = running(localDirectory(process.env));
  return commandEnvironment(instance, toolchain);
}
