import type { ExpectedChain, Observation } from "../components/site/chain/chain";
import { hasErrors, type Finding } from "../components/site/chain/codes";
import { observe } from "../components/site/chain/execution/observe";
import { findings } from "../components/site/chain/findings";
import { renderChain } from "../components/site/chain/report";
import type { LocalCloud } from "./local-cloud";
import { watchingFromOutside } from "./watching";

/** What a chain looks like from outside. */
export interface Look {
  readonly observation: Observation;
  readonly findings: readonly Finding[];
  /** When it was looked at. */
  readonly now: Date;
  /** For a person. */
  readonly report: string;
  /** Whether nothing keeps visitors out, or will soon. */
  readonly holds: boolean;
}

/** Looks at `url` as a visitor does. A name in a zone of the running local cloud is looked at from inside it; every other from the internet. */
export async function look(url: string, cloud: Pick<LocalCloud, "watching"> | undefined, chain?: ExpectedChain): Promise<Look> {
  const watching = (await cloud?.watching(new URL(url).hostname)) ?? watchingFromOutside(process.env);
  const observation = await observe(url, watching, chain);
  const now = new Date();
  const problems = findings(observation, now);
  return { observation, findings: problems, now, report: renderChain(observation, now), holds: !hasErrors(problems) };
}

export function isExpectedChain(value: unknown): value is ExpectedChain {
  return typeof value === "object" && value !== null && "domain" in value && "servedSha256" in value;
}
