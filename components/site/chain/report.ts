import { edgeMode } from "./circle";
import { isStraight, type ExpectedChain, type Handshake, type Observation, type ZoneSeen } from "./chain";
import { hasErrors, type Finding } from "./codes";
import { findings } from "./findings";
import type { Journey } from "./journey";

/** The report that a person reads: one line a hop, then what is wrong. */
export function renderChain(observation: Observation, now: Date): string {
  const { journeys, edge, origin, zone } = observation;
  const problems = findings(observation, now);
  return [
    headline(journeys[0]),
    `  visitor → ${isStraight(origin) ? "origin" : "edge  "}  ${hop(edge)}`,
    ...(zone && !isStraight(origin) ? [`  zone              ${zoneLine(zone)}`] : []),
    ...(origin && !isStraight(origin) ? [`  edge → origin     ${originHop(origin, edgeMode(observation).ssl ?? "unknown")}`] : []),
    ...problems.map((problem) => `  ${render(problem)}`),
    ...(problems.length === 0 ? ["  ✓ every hop holds"] : hasErrors(problems) ? [] : ["  ✓ every hop holds for now"]),
  ].join("\n");
}

function render({ severity, hop: where, problem, remedy }: Finding): string {
  return `${severity === "error" ? "✗" : "!"} ${where}: ${problem}. ${remedy}`;
}

function headline({ start, steps, end: { url, answer }, circle, endless }: Journey): string {
  if (circle) return `${start} turns in circles`;
  if (endless) return `${start} leads nowhere`;
  const answers = "error" in answer ? "gives no answer" : `answers ${answer.status}`;
  return steps.length === 0 ? `${url} ${answers}` : `${start} leads to ${url}, which ${answers}`;
}

function zoneLine(zone: ZoneSeen): string {
  if ("unknown" in zone) return `not compared: ${zone.unknown}`;
  return `${zone.name}  ${Object.entries(zone.settings)
    .map(([id, value]) => `${id} ${value}`)
    .join(", ")}`;
}

const modes: Readonly<Record<string, string>> = {
  off: "not encrypted",
  flexible: "not encrypted",
  full: "encrypted, certificate not checked",
  strict: "encrypted, certificate checked",
};

function originHop({ expected, seen }: NonNullable<Observation["origin"]>, ssl: string): string {
  const certificate = seen.outcome === "done" ? hop(seen) : `${expected.address}  not reachable from here; the push saw ${facts(expected)}`;
  return `${certificate}; ssl ${ssl}: ${modes[ssl] ?? "unknown"}`;
}

function hop(handshake: Handshake): string {
  if (handshake.outcome === "failed") return `${handshake.address}  ${handshake.reason}`;
  const { address, protocol, leaf, verified } = handshake;
  return (
    `${address}  ${protocol}, ${leaf.dnsNames.join(" ")}, ${facts({ ...leaf, servedSha256: leaf.sha256 })}, ` +
    `${verified === true ? "trusted" : "not publicly trusted"}`
  );
}

function facts({ issuer, notAfter, servedSha256 }: Pick<ExpectedChain, "issuer" | "notAfter" | "servedSha256">): string {
  return `issued by ${issuer}, until ${notAfter.slice(0, 10)}, SHA-256 ${servedSha256.slice(0, 16)}…`;
}
