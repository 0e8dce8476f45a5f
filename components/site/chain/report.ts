import { edgeMode } from "./circle";
import { isStraight, type ExpectedChain, type Observation } from "./chain";
import type { Handshake } from "./handshake";
import type { ZoneSeen } from "./zone-seen";
import { hasErrors, pageOf, type Finding } from "./codes";
import { acceptedFindings, findings } from "./findings";
import { drawWay, signs, wayOf } from "./drawing";
import type { Journey } from "./journey";
import { plain, type Paint } from "./paint";

/** Renders a report for people: the chain as a drawing, one line per hop, then the findings. */
export function renderChain(observation: Observation, now: Date, paint: Paint = plain): string {
  const { journeys, edge, otherAddresses = [], unseenAddresses = [], origin, zone } = observation;
  const problems = findings(observation, now);
  const accepted = acceptedFindings(observation, now);
  const label = (text: string): string => paint.faint(text.padEnd(18));
  const first = label(isStraight(origin) ? "visitor → origin" : "visitor → edge");
  return [
    summary(journeys[0]),
    `  ${drawWay(wayOf(observation, problems), paint)}`,
    ...[edge, ...otherAddresses].map((each) => `  ${first}${hop(each)}`),
    ...unseenAddresses.map((address) => `  ${first}${address}  not looked at: this machine has no way to IPv6 addresses`),
    ...(zone && !isStraight(origin) ? [`  ${label("zone")}${zoneLine(zone)}`] : []),
    ...(origin && !isStraight(origin) ? [`  ${label("edge → origin")}${originHop(origin, edgeMode(observation).ssl ?? "unknown")}`] : []),
    ...(origin?.others ?? []).map(
      ({ expected: { host, address }, seen }) => `  ${label(`edge → ${host}`)}${seen.outcome === "done" ? hop(seen) : `${address}  not reachable from here`}`,
    ),
    ...problems.map((problem) => `  ${render(problem, paint)}`),
    ...accepted.map((each) => `  ${paint.faint(`– ${acceptedInWords(each)}`)}`),
    ...(hasErrors(problems) ? [] : [`  ${paint.good(`✓ every hop holds${problems.length > 0 ? " for now" : ""}`)}`]),
  ].join("\n");
}

function render({ code, severity, hop: where, problem, remedy }: Finding, paint: Paint): string {
  return `${paint[severity](`${signs[severity]} ${where}: ${problem}.`)} ${remedy} ${paint.faint(`(${pageOf(code)})`)}`;
}

/** Describes a finding that its stack accepts. */
export function acceptedInWords({ code, hop: where, problem }: Finding): string {
  return `${where}: ${problem}. The stack accepts it (${pageOf(code)})`;
}

/** Where a visitor ends up, and how, in one line. */
export function summary({ start, steps, end: { url, answer }, circle, endless }: Journey): string {
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

/** The meanings of the edge's modes. */
export const modes: Readonly<Record<string, string>> = {
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
