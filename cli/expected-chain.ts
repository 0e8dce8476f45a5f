import type { ExpectedChain } from "../components/site/chain/chain";
import type { LocalCloud } from "./local-cloud";
import { isExpectedChain } from "./look";
import { findProgram, localStack, stackOutputs } from "./pulumi";

/** A stack whose program does not export the chain of a site. */
export class WithoutChain extends Error {}

/** The chain of a stack's site, from the output of its program. */
export async function expectedChain(stack: string, cloud: LocalCloud | undefined): Promise<ExpectedChain> {
  // The local cloud's stack is also found without its variables in this shell, as only the local cloud can have made it.
  const environment = cloud && stack === localStack ? cloud.environment() : process.env;
  const { chain } = await stackOutputs({ root: findProgram(process.cwd()), environment }, stack);
  if (isExpectedChain(chain)) return chain;
  const Reason = chain === undefined ? WithoutChain : Error;
  throw new Reason(`Cannot look at the stack ${stack} as its program must have the output \`chain\`: export the one of its HttpsSite, and run \`pulumi up\``);
}
