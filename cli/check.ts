import { InvalidArgumentError, type Command } from "commander";
import { isStraight } from "../components/site/chain/chain";
import { hasErrors } from "../components/site/chain/codes";
import type { TrafficSeen } from "../components/site/traffic/traffic";
import { tell, type Formats } from "./check-output";
import { CommandFailure, checkExitCodes, couldNotLook, explain } from "./failure";
import type { LocalCloud } from "./local-cloud";
import { expectedChain } from "./expected-chain";
import { look, type Look } from "./look";
import { localStack } from "./pulumi";
import { rounds } from "./rounds";
import { seenTraffic } from "./traffic";

interface Options extends Formats {
  readonly watch?: number;
}

/** `tlsup check`. */
export function addCheckCommand(program: Command, cloud: LocalCloud | undefined): void {
  const localCloudsStack = cloud ? `; the stack \`${localStack}\` is the local cloud's, in any shell` : "";
  program
    .command("check")
    .argument("<target>", `a stack of the program in this folder, or a URL${localCloudsStack}`)
    .description("look at the chain from outside: visitor, edge, origin; exits with 0 when nothing is wrong, 1 with findings, 2 when it could not look")
    .option("--json", "for a machine to read; with --watch, one line for each look")
    .option("--html <file>", "write a page as well: the chain, its certificates on a line of time, the findings, the traffic")
    .option("--prometheus <file>", "write metrics as well, for the textfile collector of Prometheus' node_exporter")
    .option("--watch <seconds>", "look again every so many seconds, until it is interrupted", seconds)
    .action(async (target: string, { watch, ...formats }: Options) => {
      if (watch === undefined) return void judge(await lookAndTell(target, cloud, formats));
      // If one check fails, the next one may still succeed.
      const last = await rounds(watch, () =>
        lookAndTell(target, cloud, { ...formats, oneLine: true }).catch((error: unknown) => {
          process.stderr.write(`${explain(error)}\n`);
          return error instanceof CommandFailure ? error : Promise.reject(error as Error);
        }),
      );
      if (last instanceof CommandFailure) throw last;
      judge(last);
    });
}

/** @throws CommandFailure if the check itself fails; the metrics show that as well. */
async function lookAndTell(target: string, cloud: LocalCloud | undefined, formats: Formats): Promise<Look> {
  const seen = await lookAt(target, cloud).catch(couldNotLook);
  const traffic = formats.html === undefined || seen instanceof CommandFailure ? undefined : await trafficOf(seen, cloud);
  try {
    tell(seen instanceof CommandFailure ? { target } : { target, ...seen, ...(traffic && { traffic }) }, formats);
  } catch (error) {
    throw new CommandFailure(`Cannot write what was seen: ${explain(error)}`, checkExitCodes.couldNotLook);
  }
  if (seen instanceof CommandFailure) throw seen;
  return seen;
}

function judge({ observation, findings }: Look): void {
  if (findings.length === 0) return;
  const number = findings.length === 1 ? "1 finding" : `${findings.length} findings`;
  const verdict = hasErrors(findings) ? "does not hold" : "holds for now";
  throw new CommandFailure(`The chain of ${observation.url} ${verdict}: ${number}, see the report`, checkExitCodes.findings);
}

function seconds(value: string): number {
  if (!/^[1-9][0-9]{0,5}$/.test(value)) throw new InvalidArgumentError("It must be a whole number of seconds, from 1 to 999999.");
  return Number(value);
}

/** Checks a stack of the program in this folder, or a URL. */
export async function lookAt(target: string, cloud: LocalCloud | undefined): Promise<Look> {
  if (target.includes("://")) return look(siteUrl(target), cloud);
  const chain = await expectedChain(target, cloud);
  return look(`https://${chain.domain}/`, cloud, chain);
}

/** The site's traffic as its edge saw it; undefined without an edge. */
function trafficOf({ observation: { url, origin } }: Look, cloud: LocalCloud | undefined): Promise<TrafficSeen | undefined> {
  const question = { domain: new URL(url).hostname, zone: origin?.expected.zone?.name };
  if (isStraight(origin)) return Promise.resolve(undefined);
  return seenTraffic(question, cloud).catch((error: unknown) => ({ unknown: explain(error) }));
}

function siteUrl(target: string): string {
  if (!URL.canParse(target) || !/^https?:$/.test(new URL(target).protocol))
    throw new Error(`Cannot check ${JSON.stringify(target)} as it must be a stack, or a URL that begins with https:// or http://`);
  return target;
}
