import { isExpectedChain, look } from "tlsup/cli";
import { edgeRoot } from "../daemon/roots";
import { ports, type Instance } from "../instance";
import { quote } from "../shell";
import { watching } from "./watching";

/** The stack's outputs about the site to check. */
export interface SiteOutputs {
  readonly url: string;
  /** As `HttpsSite.chain`; without it the origin is not checked. */
  readonly chain?: unknown;
}

/**
 * Checks the whole chain as a visitor sees it, and says how to do the same by hand.
 *
 * @throws with the report if a hop fails.
 */
export async function prove(instance: Instance, { url, chain }: SiteOutputs): Promise<string> {
  const { report, holds } = await look(url, { watching }, isExpectedChain(chain) ? chain : undefined);
  if (!holds) throw new Error(`The site is up, but its chain does not hold:\n${report}`);
  const curl = ["curl", "--resolve", `${new URL(url).hostname}:${ports.https}:${instance.address}`, "--cacert", edgeRoot(instance), url];
  return `\n${report}\n\nSee for yourself:\n\n  ${curl.map(quote).join(" ")}\n`;
}
