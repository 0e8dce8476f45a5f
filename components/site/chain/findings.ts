import { circleFinding, edgeMode } from "./circle";
import { isStraight, type ExpectedChain, type Observation } from "./chain";
import { finding, type Finding } from "./codes";
import type { Answer } from "./journey";
import { renewalRemedy, statusRemedy } from "./remedies";
import { renewalState, type Dates, type Renewer } from "./renewal-window";

/** What is wrong, as of `now`. Empty when the chain holds. */
export function findings(observation: Observation, now: Date): Finding[] {
  const first = isStraight(observation.origin) ? straightFindings(observation) : edgeFindings(observation, now);
  return [...first, ...settingFindings(observation), ...journeyFindings(observation), ...originFindings(observation, now)];
}

function edgeFindings(observation: Observation, now: Date): Finding[] {
  const { edge, url } = observation;
  const { protocol, hostname } = new URL(url);
  if (protocol === "http:" && edge.outcome === "failed") return [];
  if (edge.outcome === "failed")
    return [finding("edge-unreachable", "edge", `no TLS with ${edge.address}: ${edge.reason}`, `Check that the record of ${hostname} exists and is proxied`)];
  const byDate = renewalFindings("edge", edge.leaf, now, "edge", edgeRemedy(observation, hostname));
  if (edge.verified === true || byDate.some(({ severity }) => severity === "error")) return byDate;
  return [
    finding(
      "edge-untrusted",
      "edge",
      `the edge's certificate is not trusted: ${edge.verified}`,
      "Wait until the edge has a certificate for this name, or give the root that signed it",
    ),
    ...byDate,
  ];
}

/** Dates and the pushed certificate are judged as the origin's, and a visitor without TLS gets no answer, which is told with the journeys. */
function straightFindings({ edge }: Observation): Finding[] {
  if (edge.outcome === "failed" || edge.verified === true) return [];
  return [
    finding(
      "untrusted-by-browsers",
      "origin",
      `no edge is in front of the host, and browsers do not trust its certificate: ${edge.verified}`,
      "Take one of a public CA, by the source lets-encrypt or certbot, or put an edge in front: `proxy.proxied: true`",
    ),
  ];
}

/** Who serves a URL is seen by an answer, which an expired certificate keeps from being asked for. */
function edgeRemedy({ origin, zone, journeys }: Observation, hostname: string): string {
  const servers = journeys.flatMap(({ end: { answer } }) => ("status" in answer ? [answer.server] : []));
  if (origin || (zone && "settings" in zone) || servers.includes("cloudflare")) return renewalRemedy("edge");
  const own = `Renew the certificate that ${hostname} serves`;
  return servers.length > 0 ? own : `${own}. Where that is Cloudflare's edge: ${renewalRemedy("edge")}`;
}

/** What the stack made and is otherwise at Cloudflare now. */
function settingFindings({ zone, origin }: Observation): Finding[] {
  const stated = origin?.expected.zone?.settings;
  if (!stated || !zone || !("settings" in zone)) return [];
  return Object.entries(stated).flatMap(([id, value]) => {
    const real = zone.settings[id];
    if (real === undefined || real === value) return [];
    const setting = settingOf[id];
    const otherwise = setting === undefined ? "" : `, or write what is meant into the stack's \`${setting}\``;
    return [
      finding(
        "setting-changed",
        "edge",
        `the zone ${zone.name} has the setting ${id}: ${real}, and the stack says ${value}: it was changed elsewhere`,
        `Run \`pulumi up --refresh\`, which puts it back${otherwise}`,
      ),
    ];
  });
}

const settingOf: Readonly<Record<string, string>> = { ssl: "proxy.ssl", always_use_https: "proxy.alwaysUseHttps", min_tls_version: "proxy.minTlsVersion" };

function journeyFindings(observation: Observation): Finding[] {
  const found = observation.journeys.flatMap(({ start, circle, endless, end }) => {
    if (circle) return [circleFinding(fromItsFirst(circle), edgeMode(observation))];
    if (endless)
      return [
        finding(
          "too-many-redirects",
          "origin",
          `${start} is redirected more than 20 times, at last to ${end.url}, and browsers give up`,
          "Look at the redirects of the application",
        ),
      ];
    return answerFindings(end.url, end.answer, observation);
  });
  return found.filter(({ problem }, index) => found.findIndex((other) => other.problem === problem) === index);
}

/** The same circle is one finding, wherever a visitor gets into it. */
function fromItsFirst<T extends { readonly from: string; readonly by: string }>(circle: readonly T[]): T[] {
  const key = ({ from, by }: T): string => `${from} ${by}`;
  const first = circle.map(key).indexOf(circle.map(key).toSorted()[0] ?? "");
  return [...circle.slice(first), ...circle.slice(0, first)];
}

function answerFindings(url: string, answer: Answer, observation: Observation): Finding[] {
  if ("error" in answer) return [finding("no-answer", "visitor", `${url} gave no answer: ${answer.error}`, "See the findings about the other hops")];
  if (answer.status < 400) return [];
  const { hop, remedy } = statusRemedy(answer.status, observation.origin?.expected);
  return [finding("bad-status", hop, `${url} answered ${answer.status}`, remedy)];
}

function originFindings({ origin }: Observation, now: Date): Finding[] {
  if (!origin) return [];
  const { expected, seen } = origin;
  const judge = (dates: Known): Finding[] => renewalFindings("origin", dates, now, expected.source, renewalRemedy(expected.source));
  // A firewall that admits the edge alone is as it should be: what the push saw is known, unless the host has renewed it since.
  if (seen.outcome !== "done") return expected.renewedOnHost === true ? [] : judge(expected);
  const pushed = seen.leaf.sha256 === expected.servedSha256;
  const renewed = expected.renewedOnHost === true && new Date(seen.leaf.notAfter) > new Date(expected.notAfter);
  const changed =
    pushed || renewed
      ? []
      : [
          finding(
            "not-the-pushed-certificate",
            "origin",
            `the origin serves another certificate than the pushed one: SHA-256 ${seen.leaf.sha256} instead of ${expected.servedSha256}`,
            "Run `pulumi up --refresh`",
          ),
        ];
  return [...changed, ...judge({ ...seen.leaf, ...(pushed && expected.renewAt !== undefined && { renewAt: expected.renewAt }) })];
}

type Known = Pick<ExpectedChain, "notBefore" | "notAfter" | "renewAt">;

function renewalFindings(hop: "edge" | "origin", { notBefore, notAfter, renewAt }: Known, now: Date, renewer: Renewer | undefined, remedy: string): Finding[] {
  const ends = `expires on ${notAfter.slice(0, 10)}, ${left(notAfter, now)}`;
  // Without its beginning nothing is known of how long it lives, so only its end counts.
  const dates: Dates =
    notBefore === undefined
      ? { notBefore: new Date(0).toISOString(), notAfter, renewAt: notAfter }
      : { notBefore, notAfter, ...(renewAt !== undefined && { renewAt }) };
  switch (renewalState(renewer, dates, now)) {
    case "not-due":
      return [];
    case "due":
      return [finding("renewal-due", hop, `the certificate is due for renewal, and ${ends}`, remedy)];
    case "overdue":
      return [finding("renewal-overdue", hop, `the certificate should have been renewed, and ${ends}`, remedy)];
    case "expired":
      return [finding("certificate-expired", hop, `the certificate expired on ${notAfter.slice(0, 10)}`, remedy)];
    case "not-yet-valid":
      return [
        finding(
          "certificate-not-yet-valid",
          hop,
          `the certificate is valid only from ${dates.notBefore}`,
          "Check the clocks of this machine and of the one that made it",
        ),
      ];
  }
}

function left(notAfter: string, now: Date): string {
  const hours = Math.floor((Date.parse(notAfter) - now.getTime()) / 3_600_000);
  return hours >= 48 ? `in ${Math.floor(hours / 24)} days` : `in ${hours} hours`;
}
