import type { LeafFacts, Trust } from "../certificate/certificate";
import type { CloudflareProxy } from "../proxied-record/zone-settings";

/** The chain as it was set up: what the origin should serve, and how the edge speaks with it. */
export interface ExpectedChain {
  /** What visitors type. */
  readonly domain: string;
  /** The origin's address. */
  readonly address: string;
  /** How the edge speaks with the origin. */
  readonly ssl: CloudflareProxy["ssl"];
  /** Who trusts the origin's certificate. */
  readonly trust: Trust;
  /** SHA-256 of the leaf that the push saw served. */
  readonly servedSha256: string;
  /** The issuer's distinguished name, one line. */
  readonly issuer: string;
  /** ISO 8601, UTC. */
  readonly notAfter: string;
  /**
   * Whether the host renews the certificate itself: then a later one is served before a refresh reads it back.
   * @default false
   */
  readonly renewedOnHost?: boolean;
}

/** A TLS handshake as a client saw it. */
export type Handshake =
  | { readonly outcome: "done"; readonly address: string; readonly protocol: string; readonly leaf: LeafFacts; readonly verified: true | string }
  | { readonly outcome: "failed"; readonly address: string; readonly reason: string };

/** What a visitor's request got. */
export type Answer = { readonly status: number; readonly server: string | undefined; readonly body: string } | { readonly error: string };

/** Everything that was seen from outside. */
export interface Observation {
  readonly url: string;
  readonly edge: Handshake;
  readonly answer: Answer;
  /** Absent when nothing is known about the origin: a URL was checked, not a stack. */
  readonly origin?: { readonly expected: ExpectedChain; readonly seen: Handshake };
}

/** Something that is wrong with the chain, and what to do. */
export interface Finding {
  readonly hop: "visitor" | "edge" | "origin";
  readonly problem: string;
  readonly remedy: string;
}

/** What is wrong, as of `now`. Empty when the chain holds. */
export function findings(observation: Observation, now: Date): Finding[] {
  return [...edgeFindings(observation, now), ...answerFindings(observation), ...originFindings(observation, now)];
}

function edgeFindings({ edge, url }: Observation, now: Date): Finding[] {
  if (edge.outcome === "failed") return [{ hop: "edge", problem: `no TLS with ${edge.address}: ${edge.reason}`, remedy: `Check that the record of ${new URL(url).hostname} exists and is proxied` }];
  const verification: Finding[] = edge.verified === true ? [] : [{ hop: "edge", problem: `the edge's certificate is not trusted: ${edge.verified}`, remedy: "Wait until the edge has a certificate for this name, or give the root that signed it" }];
  return [...verification, ...expiry("edge", edge.leaf, now)];
}

function answerFindings({ answer, url }: Observation): Finding[] {
  if ("error" in answer) return [{ hop: "visitor", problem: `${url} gave no answer: ${answer.error}`, remedy: "See the findings about the other hops" }];
  if (answer.status < 400) return [];
  return [{ hop: "visitor", problem: `${url} answered ${answer.status}`, remedy: remedies[answer.status] ?? "Look at the application's log on the host" }];
}

/** Source: https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/ */
const remedies: Readonly<Record<number, string>> = {
  520: "The origin sent an empty or broken answer: look at the server's log on the host",
  521: "The origin refused the connection: is the server running, and does the firewall admit the edge?",
  522: "The origin did not answer: does the firewall admit the edge's address ranges?",
  523: "There is no route to the origin: is the record's address that of the host?",
  524: "The application took longer than the edge waits",
  525: "The TLS handshake with the origin failed: does it speak TLS on port 443?",
  526: "The edge refuses the origin's certificate: use an Origin CA or a public certificate with ssl \"strict\", or ssl \"full\" with a self-signed one",
};

function originFindings({ origin }: Observation, now: Date): Finding[] {
  if (origin?.seen.outcome !== "done") return [];
  const { expected, seen } = origin;
  const renewed = expected.renewedOnHost === true && new Date(seen.leaf.notAfter) > new Date(expected.notAfter);
  const changed: Finding[] = seen.leaf.sha256 === expected.servedSha256 || renewed ? [] : [{ hop: "origin", problem: `the origin serves another certificate than the pushed one: SHA-256 ${seen.leaf.sha256} instead of ${expected.servedSha256}`, remedy: "Run `pulumi up --refresh`" }];
  return [...changed, ...expiry("origin", seen.leaf, now)];
}

function expiry(hop: Finding["hop"], leaf: LeafFacts, now: Date): Finding[] {
  if (new Date(leaf.notAfter) < now) return [{ hop, problem: `the certificate expired on ${day(leaf.notAfter)}`, remedy: "Renew it: run `pulumi up`" }];
  if (new Date(leaf.notBefore) > now) return [{ hop, problem: `the certificate is valid only from ${leaf.notBefore}`, remedy: "Check the clocks of this machine and of the one that made it" }];
  return [];
}

/** The report that a person reads: one line a hop, then what is wrong. */
export function renderChain(observation: Observation, now: Date): string {
  const { url, answer, edge, origin } = observation;
  const problems = findings(observation, now);
  return [
    "error" in answer ? `${url} gives no answer` : `${url} answers ${answer.status}`,
    `  visitor → edge    ${hop(edge)}`,
    ...(origin ? [`  edge → origin     ${originHop(origin)}`] : []),
    ...problems.map(({ hop: where, problem, remedy }) => `  ✗ ${where}: ${problem}. ${remedy}`),
    ...(problems.length === 0 ? ["  ✓ every hop holds"] : []),
  ].join("\n");
}

function originHop({ expected, seen }: NonNullable<Observation["origin"]>): string {
  const mode = { off: "not encrypted", flexible: "not encrypted", full: "encrypted, certificate not checked", strict: "encrypted, certificate checked" }[expected.ssl];
  const certificate = seen.outcome === "done" ? hop(seen) : `${expected.address}  not reachable from here; the push saw ${facts(expected)}`;
  return `${certificate}; ssl ${expected.ssl}: ${mode}`;
}

function hop(handshake: Handshake): string {
  if (handshake.outcome === "failed") return `${handshake.address}  ${handshake.reason}`;
  const { address, protocol, leaf, verified } = handshake;
  return `${address}  ${protocol}, ${leaf.dnsNames.join(" ")}, ${facts({ ...leaf, servedSha256: leaf.sha256 })}, ${verified === true ? "trusted" : "not publicly trusted"}`;
}

function facts({ issuer, notAfter, servedSha256 }: Pick<ExpectedChain, "issuer" | "notAfter" | "servedSha256">): string {
  return `issued by ${issuer}, until ${day(notAfter)}, SHA-256 ${servedSha256.slice(0, 16)}…`;
}

function day(time: string): string {
  return time.slice(0, 10);
}
