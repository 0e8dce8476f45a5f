import { readFileSync } from "node:fs";
import type { Command } from "commander";
import { findings, renderChain, type ExpectedChain, type Observation } from "../../components/https-site/chain";
import { observe, type Viewpoint } from "../../components/https-site/execution/observe";
import { isWithin } from "../../components/shared/domain-name";
import { localDirectory } from "../instance";
import { NotRunning } from "./failure";
import { findProgram, stackOutputs } from "./pulumi";
import { collectStatus } from "./status";

/** `tlsup check`. */
export function addCheckCommand(program: Command): void {
  program
    .command("check")
    .argument("<target>", "a stack of the program in this folder, or a URL")
    .description("look at the chain from outside: visitor, edge, origin; fails when something is wrong")
    .option("--json", "for a machine to read")
    .action(async (target: string, { json }: { json?: boolean }) => {
      const observation = await look(target);
      const now = new Date();
      const problems = findings(observation, now);
      process.stdout.write(json ? `${JSON.stringify({ ...observation, findings: problems }, null, 2)}\n` : `${renderChain(observation, now)}\n`);
      if (problems.length > 0) throw new Error(`The chain of ${observation.url} does not hold: ${problems.length === 1 ? "1 finding" : `${problems.length} findings`}, see the report`);
    });
}

async function look(target: string): Promise<Observation> {
  if (target.includes("://")) return observe(target, await viewpoint(new URL(target).hostname));
  const { chain } = await stackOutputs({ root: findProgram(process.cwd()), environment: process.env }, target);
  if (!isExpectedChain(chain)) throw new Error(`Cannot check the stack ${target} as its program must have the output \`chain\`: export the one of its HttpsSite`);
  return observe(`https://${chain.domain}/`, await viewpoint(chain.domain), chain);
}

/** A name in a zone of the running local cloud is looked at from inside it; every other from the internet. */
export async function viewpoint(hostname: string): Promise<Viewpoint> {
  try {
    const { dns, roots, zones } = await collectStatus(localDirectory(process.env));
    if (!dns || !zones.some((zone) => isWithin(hostname, zone))) return {};
    return { resolver: `${dns.address}:${dns.port}`, roots: [readFileSync(roots.edge, "utf8")] };
  } catch (error) {
    if (error instanceof NotRunning) return {};
    throw error;
  }
}

export function isExpectedChain(value: unknown): value is ExpectedChain {
  return typeof value === "object" && value !== null && "domain" in value && "servedSha256" in value;
}
