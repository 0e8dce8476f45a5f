import { certificatesOf } from "../chain/certificates";
import type { Observation } from "../chain/chain";
import type { Handshake } from "../chain/handshake";
import { codes, pageOf, type Finding } from "../chain/codes";
import { edgeMode } from "../chain/circle";
import { signs, wayOf, type State } from "../chain/drawing";
import { acceptedFindings } from "../chain/findings";
import { acceptedInWords, modes, summary } from "../chain/report";
import type { TrafficSeen } from "../traffic/traffic";
import { text } from "./html";
import { style } from "./style";
import { renderTimeLine } from "./time-line";
import { renderTraffic } from "./traffic";

/** Renders one self-contained page: the chain, its certificates on a time line, the findings, and the traffic if it was asked for. */
export function renderPage(observation: Observation, findings: readonly Finding[], now: Date, traffic?: TrafficSeen): string {
  const { url, journeys } = observation;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(new URL(url).hostname)}: ${findings.length === 0 ? "every hop holds" : countOf(findings)}</title>
<style>${style}</style>
</head>
<body>
<h1>${text(summary(journeys[0]))}</h1>
<p class="faint">Seen from outside on <time datetime="${now.toISOString()}">${now.toISOString().slice(0, 16).replace("T", " ")} UTC</time></p>
${renderWay(observation, findings)}
<h2>Findings</h2>
${findings.length === 0 ? `<p class="good">${signs.good} every hop holds</p>` : findings.map(renderFinding).join("\n")}
${acceptedFindings(observation, now)
  .map((each) => `<p class="faint">${text(acceptedInWords(each))}</p>`)
  .join("\n")}
<h2>Certificates</h2>
${renderTimeLine(certificatesOf(observation), now)}
<p class="faint">Blue: valid. Yellow: to be renewed. Red: today.</p>
${traffic ? renderTraffic(traffic) : ""}
</body>
</html>
`;
}

function countOf(findings: readonly Finding[]): string {
  return findings.length === 1 ? "1 finding" : `${findings.length} findings`;
}

function renderWay(observation: Observation, findings: readonly Finding[]): string {
  const { edge, otherAddresses = [], origin, zone } = observation;
  const { toEdge, toOrigin } = wayOf(observation, findings);
  const hop = (name: string, ...lines: readonly string[]): string =>
    `<li class="hop"><strong>${name}</strong>${lines.map((line) => `<span class="faint">${text(line)}</span>`).join("<br>")}</li>`;
  const link = (state: State, label: string): string => `<li class="link ${state}" aria-label="${text(label)}">${signs[state]}</li>`;
  const mode = edgeMode(observation).ssl;
  const edgeLines = [...[edge, ...otherAddresses].map(handshakeLine), ...(zone && "settings" in zone ? [`zone ${zone.name}`] : [])];
  const atOrigin = origin ? [origin, ...(origin.others ?? [])].map(({ seen }) => handshakeLine(seen)) : [];
  return `<ul class="chain">
${hop("Visitor", new URL(observation.url).hostname)}
${toEdge === undefined ? "" : link(toEdge, `to the edge: ${toEdge}`) + hop("Edge", ...edgeLines)}
${toOrigin === undefined ? "" : link(toOrigin, `to the origin: ${toOrigin}`)}
${atOrigin.length > 0 ? hop("Origin", ...atOrigin, ...(mode === undefined || toEdge === undefined ? [] : [`ssl ${mode}: ${modes[mode] ?? "unknown"}`])) : ""}
</ul>`;
}

function handshakeLine(handshake: Handshake): string {
  return handshake.outcome === "done" ? `${handshake.address}, ${handshake.protocol}` : `${handshake.address}: ${handshake.reason}`;
}

function renderFinding({ code, severity, hop, sees, problem, remedy }: Finding): string {
  return `<section class="finding ${severity}">
<strong>${signs[severity]} ${text(hop)}: ${text(codes[code].title)}</strong>
<p>${text(sentence(problem))}</p>
<p>${text(sentence(remedy))}</p>
<p class="faint">Visitors see: ${text(sees)}. ${text(pageOf(code))}</p>
</section>`;
}

function sentence(words: string): string {
  return /[.?!]$/.test(words) ? words : `${words}.`;
}
