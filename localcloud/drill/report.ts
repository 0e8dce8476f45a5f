import { block, code } from "../stage/markdown";
import type { DrillFinding, Drills, Judged, Step, Toll } from "./drill";
import type { Scenario } from "./scenario";
import type { Tree } from "../stage/settings";

/** The report of a stack's drills as Markdown, for a terminal, a comment or the summary of a run: its beginning, a part for each drill, and its end. */
export function renderBeginning(stack: string): string {
  return `### Drills of ${code(stack)}\n`;
}

export function renderEnd({ notDrilled, times }: Pick<Drills, "notDrilled" | "times">): string {
  return [
    ...(notDrilled.length === 0 ? [] : [`**Not drilled:**\n\n${list(notDrilled)}`]),
    `The local cloud took ${times.cloud} s, the first \`pulumi up\` ${times.up} s.`,
  ].join("\n\n");
}

export function renderDrill({ scenario, steps, toll, findings }: Judged): string {
  return [
    `#### ${code(scenario)}`,
    findings.length === 0 ? "**As documented:** the site serves as before." : `**Not as documented:**\n\n${list(findings.map(found))}`,
    ["| step | took | requests | lost | for | slowest |", "|---|---|---|---|---|---|", ...steps.map(stepRow)].join("\n"),
    `**What visitors saw:** ${visitorsPart(toll)}`,
    `**What named it:** ${namedPart(steps)}`,
    `**What you do:** ${remedyPart(steps)}`,
    ...steps.flatMap(({ told, said }) => (said === undefined ? [] : [`**Pulumi said** (${told}):\n\n${block(said)}`])),
    "",
  ].join("\n\n");
}

/** The scenarios, with a star at those that can happen to a site, and what the others need. */
export function renderScenarios(scenarios: readonly Scenario[], site: Tree): string {
  const width = Math.max(...scenarios.map(({ name }) => name.length));
  const line = ({ name, about, needs }: Scenario): string => {
    const need = needs(site);
    return `${need === undefined ? "*" : " "} ${name.padEnd(width)}  ${about}${need === undefined ? "" : ` Needs ${need}.`}`;
  };
  return scenarios.map(line).join("\n");
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${line}`).join("\n");
const found = ({ kind, problem }: DrillFinding): string => `**${kind}**: ${code(problem)}`;

function stepRow({ told, took, toll }: Step): string {
  return `| ${told.replaceAll("|", "\\|")} | ${took} s | ${toll.requests} | ${toll.lost} | ${toll.lostFor} s | ${toll.slowest} s |`;
}

function visitorsPart({ requests, lost, lostFor, slowest, reasons }: Toll): string {
  const waited = `The slowest of ${requests} requests took ${slowest} s.`;
  if (lost === 0) return `nothing: no request was lost. ${waited}`;
  const told = Object.entries(reasons).map(([reason, times]) => `${times} × ${code(reason)}`);
  return `${lost} requests were lost within ${lostFor} s: ${told.join("; ")}. ${waited}`;
}

function namedPart(steps: readonly Step[]): string {
  const named = steps.flatMap(({ told, findings }) => findings.map(({ code: of, hop, problem }) => `${told}: ${code(of)} (${hop}): ${problem}`));
  return named.length === 0 ? "nothing: `tlsup check` found nothing." : `\`tlsup check\`\n\n${list(named)}`;
}

function remedyPart(steps: readonly Step[]): string {
  const done = steps.filter(({ kind }) => kind === "remedy");
  return done.length === 0 ? "nothing." : `\n\n${done.map(({ told, took }, index) => `${index + 1}. ${told} (${took} s)`).join("\n")}`;
}
