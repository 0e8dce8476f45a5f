import { isStraight, type Observation } from "./chain";
import { type Finding, type Severity } from "./codes";
import type { Paint } from "./paint";

/** The state of a part of the way: it works, it works for now, or it does not work. */
export type State = "good" | Severity;

/** The parts of the way. If only a URL is known, there is nothing beyond the edge. A host may have no edge in front. */
export interface Way {
  readonly toEdge?: State;
  readonly toOrigin?: State;
}

/** The state of each part, from the findings to fix there. */
export function wayOf({ origin }: Pick<Observation, "origin">, findings: readonly Finding[]): Way {
  if (isStraight(origin)) return { toOrigin: worst(findings) };
  const toEdge = worst(findings.filter(({ hop }) => hop !== "origin"));
  const beyond = findings.filter(({ hop }) => hop === "origin");
  return origin || beyond.length > 0 ? { toEdge, toOrigin: worst(beyond) } : { toEdge };
}

function worst(findings: readonly Finding[]): State {
  if (findings.some(({ severity }) => severity === "error")) return "error";
  return findings.length > 0 ? "warning" : "good";
}

export const signs: Readonly<Record<State, string>> = { good: "✓", warning: "!", error: "✗" };

/** The chain on one line. */
export function drawWay({ toEdge, toOrigin }: Way, paint: Paint): string {
  const link = (state: State | undefined, to: string): string => (state === undefined ? "" : ` ${paint[state](`──${signs[state]}──▶`)} ${to}`);
  return `visitor${link(toEdge, "edge")}${link(toOrigin, "origin")}`;
}
