import { circleFinding, edgeMode } from "./circle";
import { aliasFindings, ledAwayFindings } from "./alias-findings";
import { isStraight, type Observation } from "./chain";
import { finding, type Code, type Finding } from "./codes";
import { edgeFindings } from "./edge-findings";
import { describeAnswer, failsOf, isOfEdge, type Journey } from "./journey";
import { originFindings } from "./origin-findings";
import { promiseFindings } from "./promises";
import { refusedByEdge, statusRemedy, stuckRemedy } from "./remedies";
import { straightFindings } from "./straight-findings";
import { delegationFindings, recordFindings, settingFindings } from "./zone-findings";

/** The faults at the time `now`, without those that the stack accepts. Empty if the chain works. */
export function findings(observation: Observation, now: Date): Finding[] {
  return everyFinding(observation, now).filter(({ code }) => !isAccepted(observation, code));
}

/** The faults at the time `now` that the stack accepts. */
export function acceptedFindings(observation: Observation, now: Date): Finding[] {
  return everyFinding(observation, now).filter(({ code }) => isAccepted(observation, code));
}

function isAccepted({ origin }: Observation, code: Code): boolean {
  return origin?.expected.accept?.includes(code) ?? false;
}

/** The findings for all names of the site. One that is the domain's too is listed once; another of an alias says which. */
function everyFinding(observation: Observation, now: Date): Finding[] {
  const own = findingsOfName(observation, now);
  const others = (observation.aliases ?? []).flatMap((alias) => {
    const { hostname } = new URL(alias.url);
    return findingsOfName(alias, now).map((each) =>
      each.problem.includes(hostname) || own.some((other) => isSame(each, other)) ? each : { ...each, problem: `${hostname}: ${each.problem}` },
    );
  });
  const found = [...own, ...others];
  return found.filter((each, index) => found.findIndex((other) => isSame(each, other)) === index);
}

function isSame(one: Finding, other: Finding): boolean {
  return one.code === other.code && one.hop === other.hop && one.problem === other.problem;
}

function findingsOfName(observation: Observation, now: Date): Finding[] {
  const found = [
    ...delegationFindings(observation),
    ...aliasFindings(observation),
    ...ledAwayFindings(observation),
    ...settingFindings(observation),
    ...recordFindings(observation),
    ...(isStraight(observation.origin) ? straightFindings(observation) : edgeFindings(observation, now)),
    ...journeyFindings(observation),
    ...healthFindings(observation),
    ...promiseFindings(observation),
    ...originFindings(observation, now),
  ];
  // Without an edge, a visitor meets the host's closed port itself. An application that does not answer on another host is a fault of its own.
  const isClosed = isStraight(observation.origin) && found.some(({ code }) => code === "port-closed" || code === "no-tls");
  return isClosed ? found.filter(({ code, hop }) => code !== "no-answer" || hop !== "visitor") : found;
}

function journeyFindings(observation: Observation): Finding[] {
  const { journeys, health } = observation;
  // A circle of the health path alone; its other answers have a finding of their own.
  const found = [...journeys, ...(health?.circle && !journeys.some(({ circle }) => circle) ? [health] : [])].flatMap((journey) => {
    const { start, circle, endless, end } = journey;
    if (circle) return [circleFinding(fromItsFirst(circle), edgeMode(observation), isOfHstsAlone(journey, observation) ? "hsts-with-off" : "redirect-circle")];
    if (endless)
      return [
        finding(
          "too-many-redirects",
          "origin",
          `${start} is redirected more than 20 times, at last to ${end.url}, and browsers give up`,
          "Look at the redirects of the application",
        ),
      ];
    return answerFindings(journey, observation);
  });
  // A status says more.
  return found
    .filter(({ problem }, index) => found.findIndex((other) => other.problem === problem) === index)
    .toSorted((one, other) => Number(one.code === "no-answer") - Number(other.code === "no-answer"));
}

/** Whether a circle turns only those who remember HSTS, as it must where the stack itself has the edge lead visitors to http. */
function isOfHstsAlone({ circle }: Journey, { journeys: [first, second], origin }: Observation): boolean {
  const { ssl, hsts, zone } = origin?.expected ?? {};
  // The edge tells all who come by https.
  const isTold = zone?.settings["security_header"] !== undefined || (hsts === true && !first.circle);
  return ssl === "off" && isTold && circle?.some(({ by }) => by === "browser") === true && second !== undefined && !second.circle;
}

/** Rotates a circle so that it is the same finding wherever a visitor enters it. */
function fromItsFirst<T extends { readonly from: string; readonly by: string }>(circle: readonly T[]): T[] {
  const key = ({ from, by }: T): string => `${from} ${by}`;
  const first = circle.map(key).indexOf(circle.map(key).toSorted()[0] ?? "");
  return [...circle.slice(first), ...circle.slice(0, first)];
}

function answerFindings({ start, end: { url, answer } }: Journey, { origin, edge, url: site }: Observation): Finding[] {
  // A redirect from https to such an answer is a fault of its own.
  const isRefused = origin?.expected.httpRefused === true && url === start && url.startsWith("http:");
  const refused = (): Finding => {
    const problem = `${url} ${describeAnswer(answer)}, as the host serves nothing over http, and visitors are not led to https`;
    return finding("http-refused", "visitor", problem, "Leave `proxy.alwaysUseHttps` or `server.redirectToHttps` out");
  };
  if ("error" in answer) {
    if (isRefused) return [refused()];
    const isBehindTls = edge.outcome === "done" && edge.verified === true && new URL(url).hostname === new URL(site).hostname;
    const remedy = isBehindTls ? stuckRemedy : "See the findings about the other hops";
    return [finding("no-answer", isBehindTls ? "origin" : "visitor", `${url} ${describeAnswer(answer)}`, remedy)];
  }
  const isChallenge = answer.mitigated === "challenge";
  // Browsers pass a challenge, and programs see no further.
  if (answer.status < 400 || (isChallenge && origin?.expected.zone?.settings["security_level"] === "under_attack")) return [];
  const isByEdge = isOfEdge(answer) && answer.status < 500;
  if (isRefused && !isByEdge) return [refused()];
  const { hop, remedy } = isByEdge ? refusedByEdge : statusRemedy(answer.status, origin);
  return [finding("bad-status", hop, `${url} ${describeAnswer(answer)}${isChallenge ? ", a challenge that browsers pass" : ""}`, remedy)];
}

/** If visitors already get a server error, the health path adds nothing. */
function healthFindings({ journeys: [first], health }: Observation): Finding[] {
  const answer = health?.end.answer;
  if (!health || !answer || !failsOf(answer) || failsOf(first.end.answer)) return [];
  return [
    finding(
      "health-failing",
      "origin",
      `${health.end.url} ${describeAnswer(answer)}, and each push demands a status below 500 of it (\`server.healthPath\`)`,
      "Look at the application's log on the host. Until it answers, a push is rolled back",
    ),
  ];
}
