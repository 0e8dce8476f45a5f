import type { Command } from "commander";
import { hasErrors } from "../components/site/chain/codes";
import { CommandFailure, checkExitCodes, explain } from "./failure";
import type { LocalCloud } from "./local-cloud";
import { isExpectedChain, look, type Look } from "./look";
import { findProgram, localStack, stackOutputs } from "./pulumi";

/** `tlsup check`. */
export function addCheckCommand(program: Command, cloud: LocalCloud | undefined): void {
  const localCloudsStack = cloud ? `; the stack \`${localStack}\` is the local cloud's, in any shell` : "";
  program
    .command("check")
    .argument("<target>", `a stack of the program in this folder, or a URL${localCloudsStack}`)
    .description("look at the chain from outside: visitor, edge, origin; exits with 0 when nothing is wrong, 1 with findings, 2 when it could not look")
    .option("--json", "for a machine to read")
    .action(async (target: string, { json }: { json?: boolean }) => {
      const { observation, findings, report } = await lookAt(target, cloud).catch((error: unknown) => {
        throw new CommandFailure(explain(error), checkExitCodes.couldNotLook);
      });
      process.stdout.write(json ? `${JSON.stringify({ ...observation, findings }, null, 2)}\n` : `${report}\n`);
      if (findings.length === 0) return;
      const number = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
      const verdict = hasErrors(findings) ? "does not hold" : "holds for now";
      throw new CommandFailure(`The chain of ${observation.url} ${verdict}: ${number}, see the report`, checkExitCodes.findings);
    });
}

async function lookAt(target: string, cloud: LocalCloud | undefined): Promise<Look> {
  if (target.includes("://")) return look(siteUrl(target), cloud);
  // The stack on the local cloud is found without its variables, too: only the local cloud can have made it.
  const environment = cloud && target === localStack ? cloud.environment() : process.env;
  const { chain } = await stackOutputs({ root: findProgram(process.cwd()), environment }, target);
  if (!isExpectedChain(chain))
    throw new Error(`Cannot check the stack ${target} as its program must have the output \`chain\`: export the one of its HttpsSite, and run \`pulumi up\``);
  return look(`https://${chain.domain}/`, cloud, chain);
}

function siteUrl(target: string): string {
  if (!URL.canParse(target) || !/^https?:$/.test(new URL(target).protocol))
    throw new Error(`Cannot check ${JSON.stringify(target)} as it must be a stack, or a URL that begins with https:// or http://`);
  return target;
}
