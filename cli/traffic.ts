import type { Command } from "commander";
import { renderTraffic } from "../components/site/traffic/report";
import { readTraffic, type TrafficQuestion } from "../components/site/traffic/execution/read-traffic";
import type { Traffic } from "../components/site/traffic/traffic";
import { domainNameProblem } from "../components/shared/domain-name";
import { paintOfOutput } from "./check-output";
import { expectedChain } from "./expected-chain";
import { CommandFailure, checkExitCodes, explain } from "./failure";
import type { LocalCloud } from "./local-cloud";
import { watchingFromOutside } from "./watching";

/** `tlsup traffic`. */
export function addTrafficCommand(program: Command, cloud: LocalCloud | undefined): void {
  program
    .command("traffic")
    .argument("<target>", "a stack of the program in this folder, or the domain of a site")
    .description("the last hours and days as Cloudflare saw them: requests, cache, bytes, statuses, threats, countries; exits with 2 when it could not ask")
    .option("--json", "for a machine to read")
    .action(async (target: string, { json }: { readonly json?: true }) => {
      const traffic = await trafficAt(target, cloud).catch((error: unknown) => {
        throw new CommandFailure(`Cannot tell the traffic of ${target}: ${explain(error)}`, checkExitCodes.couldNotLook);
      });
      process.stdout.write(`${json ? JSON.stringify(traffic, null, 2) : renderTraffic(traffic, paintOfOutput())}\n`);
    });
}

async function trafficAt(target: string, cloud: LocalCloud | undefined): Promise<Traffic> {
  const traffic = await seenTraffic(await questionOf(target, cloud), cloud);
  if (!traffic) throw new Error("Cloudflare is asked with a token: set CLOUDFLARE_API_TOKEN to one with Zone - Zone - Read and Zone - Analytics - Read");
  return traffic;
}

async function questionOf(target: string, cloud: LocalCloud | undefined): Promise<TrafficQuestion> {
  // Stack names usually have no dots, and site names always do.
  if (domainNameProblem(target) === undefined) return { domain: target };
  const { domain, ssl, zone } = await expectedChain(target, cloud);
  if (ssl === undefined) throw new Error(`visitors of ${domain} come straight to the host, past Cloudflare: the log of its server counts them`);
  return { domain, zone: zone?.name };
}

/** The traffic that Cloudflare saw; undefined without a token. For a name in a zone of the running local cloud, the local cloud is asked. */
export async function seenTraffic(question: TrafficQuestion, cloud: LocalCloud | undefined): Promise<Traffic | undefined> {
  const { cloudflare } = (await cloud?.watching(question.domain)) ?? watchingFromOutside(process.env);
  return cloudflare && readTraffic(cloudflare, question, new Date());
}
