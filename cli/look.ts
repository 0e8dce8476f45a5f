import type { ExpectedChain, Observation } from "../components/site/chain/chain";
import { hasErrors, type Finding } from "../components/site/chain/codes";
import { observeAll } from "../components/site/chain/execution/observe";
import { findings } from "../components/site/chain/findings";
import { renderChain } from "../components/site/chain/report";
import type { LocalCloud } from "./local-cloud";
import { watchingFromOutside } from "./watching";

/** A certificate that was seen from outside. */
export interface CertificateSeen {
  readonly hop: "edge" | "origin";
  readonly issuer: string;
  /** ISO 8601, UTC. */
  readonly notAfter: string;
  readonly sha256: string;
}

/** The result of checking a chain from outside. */
export interface Look {
  /** @internal Everything that was seen. */
  readonly observation: Observation;
  readonly certificates: readonly CertificateSeen[];
  readonly findings: readonly Finding[];
  /** The time of the check. */
  readonly now: Date;
  /** The report for people. */
  readonly report: string;
  /** Whether nothing keeps visitors out, now or soon. */
  readonly holds: boolean;
}

/** Checks `url` as a visitor sees it. A name in a zone of the running local cloud is checked from inside it, any other name from the internet. */
export async function look(url: string, cloud: Pick<LocalCloud, "watching"> | undefined, chain?: ExpectedChain): Promise<Look> {
  const watching = (await cloud?.watching(new URL(url).hostname)) ?? watchingFromOutside(process.env);
  const observation = await observeAll(url, watching, chain);
  const now = new Date();
  const problems = findings(observation, now);
  const report = renderChain(observation, now);
  return { observation, certificates: certificatesOf(observation), findings: problems, now, report, holds: !hasErrors(problems) };
}

function certificatesOf({ edge, origin }: Observation): CertificateSeen[] {
  return (
    [
      ["edge", edge],
      ["origin", origin?.seen],
    ] as const
  ).flatMap(([hop, handshake]) => {
    if (handshake?.outcome !== "done") return [];
    const { issuer, notAfter, sha256 } = handshake.leaf;
    return [{ hop, issuer, notAfter, sha256 }];
  });
}

export function isExpectedChain(value: unknown): value is ExpectedChain {
  return typeof value === "object" && value !== null && "domain" in value && "servedSha256" in value;
}
