import { findings, hasErrors } from "../../components/site/chain/findings";
import { renderChain } from "../../components/site/chain/report";
import { observe } from "../../components/site/chain/execution/observe";
import { edgeRoot } from "../daemon/roots";
import { ports, type Instance } from "../instance";
import { isExpectedChain, watching } from "./watching";
import { quote } from "./shell";

/** What the program's stack says about the site to be proven. */
export interface SiteOutputs {
  readonly url: string;
  /** As `HttpsSite.chain`; without it the origin goes unseen. */
  readonly chain?: unknown;
}

/**
 * Looks at the whole chain as a visitor does, and says how to do the same by hand.
 *
 * @throws with the report when a hop does not hold.
 */
export async function prove(instance: Instance, { url, chain }: SiteOutputs): Promise<string> {
  const { hostname } = new URL(url);
  const observation = await observe(url, await watching(hostname), isExpectedChain(chain) ? chain : undefined);
  const now = new Date();
  const report = renderChain(observation, now);
  if (hasErrors(findings(observation, now))) throw new Error(`The site is up, but its chain does not hold:\n${report}`);
  const curl = ["curl", "--resolve", `${hostname}:${ports.https}:${instance.address}`, "--cacert", edgeRoot(instance), url];
  return `\n${report}\n\nSee for yourself:\n\n  ${curl.map(quote).join(" ")}\n`;
}
