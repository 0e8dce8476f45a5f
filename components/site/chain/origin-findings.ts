import { expiry } from "../../certificate/common/validity";
import { incompleteFindings, intermediateFindings, nameFindings, renewalFindings, type Known } from "./certificate-findings";
import { edgeMode } from "./circle";
import { isOwn, isStraight, type ExpectedChain, type Observation, type Origin, type OtherOrigin } from "./chain";
import type { Handshake } from "./handshake";
import { finding, type Finding } from "./codes";
import { describeAnswer, failsOf } from "./journey";
import { renewalRemedy, statusRemedy, stuckRemedy } from "./remedies";
import { originRenewer } from "./renewal-window";

/** Findings about what the origin shows to clients that connect directly to it. */
export function originFindings(observation: Observation, now: Date): Finding[] {
  const { origin } = observation;
  if (!origin) return [];
  const others = (origin.others ?? []).flatMap((other) => otherHostFindings(observation, other, now));
  return [...tlsFindings(observation, origin, now), ...pageFindings(observation, origin), ...sshFindings(origin), ...others];
}

/** Findings about another host of the site, with its name. */
function otherHostFindings(observation: Observation, { expected: { host, ...own }, ...seen }: OtherOrigin, now: Date): Finding[] {
  const { origin } = observation;
  if (!origin) return [];
  const other: Origin = { expected: { ...origin.expected, ...own }, ...seen };
  // What is known of a certificate that could not be seen is told for the first host.
  const tls = seen.seen.outcome === "done" ? tlsFindings(observation, other, now) : obstacleFindings(observation, seen.seen);
  return [...tls, ...pageFindings(observation, other), ...sshFindings(other)].map((each) => ({ ...each, problem: `on the host ${host}, ${each.problem}` }));
}

function tlsFindings(observation: Observation, origin: Origin, now: Date): Finding[] {
  const { expected, seen } = origin;
  const renewer = originRenewer(expected);
  const judge = (dates: Known): Finding[] => renewalFindings("origin", dates, now, renewer, renewalRemedy(renewer));
  // A firewall that admits only the edge is fine: the certificate is the one that the push saw, unless the host has renewed it since.
  if (seen.outcome !== "done") return [...obstacleFindings(observation, seen), ...(expected.renewedOnHost === true ? unseen(expected, now) : judge(expected))];
  const { leaf, intermediates } = seen;
  if (leaf.sha256 === expected.standbySha256) return [standingIn(renewalRemedy(renewer))];
  const pushed = leaf.sha256 === expected.servedSha256;
  return [
    ...(isOwn(leaf, expected) ? [] : [otherCertificate(seen, expected)]),
    ...(pushed ? [] : nameFindings("origin", leaf, expected.domain, "Run `pulumi up --refresh`, which pushes the site's own")),
    ...incompleteFindings("origin", seen, expected),
    ...intermediateFindings("origin", intermediates, now),
    ...judge({ ...leaf, ...(pushed && expected.renewAt !== undefined && { renewAt: expected.renewAt }) }),
  ];
}

/** What is found about a certificate that the host renews, and that is not seen: mostly it has been renewed. `pulumi up` asks the host on the last day. */
function unseen({ notBefore, notAfter }: ExpectedChain, now: Date): Finding[] {
  if (now.getTime() < expiry(notBefore ?? notAfter, notAfter).lastCall) return [];
  const ends = now < new Date(notAfter) ? "ends" : "ended";
  const problem = `the certificate cannot be seen from here, and the last known one ${ends} on ${notAfter.slice(0, 10)}`;
  return [finding("renewal-due", "origin", problem, "Run `pulumi up`, which reads back the renewed one, or says that the renewal is late")];
}

function standingIn(remedy: string): Finding {
  return finding("renewal-due", "origin", "the host serves its standby, which the edge alone trusts, as it could not renew its certificate", remedy);
}

/** Findings about the page that a host serves itself: another host's answer, or one in the edge's cache, can hide it from visitors. */
function pageFindings({ journeys: [first] }: Observation, origin: Origin): Finding[] {
  const { expected, answer } = origin;
  const { address, lockdown, otherHosts } = expected;
  if (!answer) return [];
  if (lockdown === true) {
    // A server that demands the edge's certificate ends the connection, or answers with one of these.
    if ("error" in answer || [400, 403].includes(answer.status)) return [];
    const problem = `the server at ${address} ${describeAnswer(answer)} to a client without the edge's certificate, and the stack says \`lockdown\``;
    return [finding("origin-open", "origin", problem, "Run `pulumi up --refresh`")];
  }
  if (!failsOf(answer) || (failsOf(first.end.answer) && !otherHosts)) return [];
  const problem = `the server at ${address} itself ${describeAnswer(answer)}`;
  return [
    "error" in answer
      ? finding("no-answer", "origin", problem, stuckRemedy)
      : finding("bad-status", "origin", problem, statusRemedy(answer.status, origin).remedy),
  ];
}

/** The firewall should admit everybody. If SSH does not answer, nobody can push. */
function sshFindings({ expected: { address, sshPort = 22 }, ssh = "open" }: Origin): Finding[] {
  if (ssh === "open") return [];
  const seen = ssh === "refused" ? "refuses connections" : "does not answer";
  return [
    finding(
      "ssh-unreachable",
      "origin",
      `port ${sshPort} of ${address}, where everybody may connect to SSH, ${seen}`,
      ssh === "refused"
        ? "Is sshd running? Look from the vendor's console"
        : "Was a rule of the firewall changed at the vendor? `pulumi up --refresh` puts it back. Or does the network here keep such connections back?",
    ),
  ];
}

function otherCertificate({ leaf }: Extract<Handshake, { outcome: "done" }>, { servedSha256, notBefore, issuer }: ExpectedChain): Finding {
  const isOlder = notBefore !== undefined && leaf.issuer === issuer && leaf.notBefore < notBefore;
  const why = isOlder ? ", which is older: an earlier release is served, or was put back" : "";
  return finding(
    "not-the-pushed-certificate",
    "origin",
    `the origin serves another certificate than the pushed one: SHA-256 ${leaf.sha256} instead of ${servedSha256}${why}`,
    "Run `pulumi up --refresh`",
  );
}

/**
 * A port that is closed from here may be open to the edge, as the edge's answers show. If they are good, there is no finding, unless another host of the
 * site is reached from here: then the edge's answers are those of the others.
 */
function obstacleFindings(observation: Observation, { address, reason, obstacle }: Extract<Handshake, { outcome: "failed" }>): Finding[] {
  const mode = edgeMode(observation).ssl;
  const asksByTls = isStraight(observation.origin) || mode === "full" || mode === "strict";
  const { origin, journeys } = observation;
  const isReached = [origin, ...(origin?.others ?? [])].some((each) => each?.seen.outcome === "done");
  if (!asksByTls || (!isReached && !journeys.some(({ end: { answer } }) => "error" in answer || answer.status >= 500))) return [];
  if (obstacle === "refused")
    return [
      finding(
        "port-closed",
        "origin",
        `the origin refuses connections to port 443 of ${address}`,
        "Is the server running on the host? Run `pulumi up --refresh`",
      ),
    ];
  if (obstacle !== "no-tls") return [];
  return [
    finding(
      "no-tls",
      "origin",
      `port 443 of ${address} does not speak TLS: ${reason}`,
      "Look at the server's configuration on the host, and run `pulumi up --refresh`",
    ),
  ];
}
