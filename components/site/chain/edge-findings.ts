import type { Observation } from "./chain";
import { incompleteFindings, intermediateFindings, nameFindings, renewalFindings } from "./certificate-findings";
import { finding, type Finding, type Hop } from "./codes";
import { addressesOf } from "./hosts";
import { renewalRemedy } from "./remedies";

/** Findings about the addresses that visitors connect to. */
export function edgeFindings(observation: Observation, now: Date): Finding[] {
  return [...firstFindings(observation, now), ...otherFindings(observation, "edge"), ...protocolFindings(observation, "edge")];
}

/** Whether the name leads visitors directly to a host although the stack puts the edge in front of it. */
export function isPastTheEdge({ edge, origin }: Pick<Observation, "edge" | "origin">): boolean {
  return origin?.expected.ssl !== undefined && addressesOf(origin.expected).includes(edge.address);
}

function firstFindings(observation: Observation, now: Date): Finding[] {
  const { edge, url } = observation;
  const { protocol, hostname } = new URL(url);
  // The address is the origin's, so the findings about the origin cover it.
  if (isPastTheEdge(observation) || (protocol === "http:" && edge.outcome === "failed")) return [];
  if (edge.outcome === "failed")
    return [finding("edge-unreachable", "edge", `no TLS with ${edge.address}: ${edge.reason}`, `Check that the record of ${hostname} exists and is proxied`)];
  const remedy = edgeRemedy(observation, hostname);
  const byDate = [...renewalFindings("edge", edge.leaf, now, "edge", remedy), ...intermediateFindings("edge", edge.intermediates, now)];
  if (edge.verified === true || byDate.some(({ severity }) => severity === "error")) return byDate;
  const incomplete = incompleteFindings("edge", edge);
  const isKnown = edge.verified === "ERR_TLS_CERT_ALTNAME_INVALID" || incomplete.length > 0;
  return [...(isKnown ? incomplete : [untrusted(edge.verified)]), ...nameFindings("edge", edge.leaf, hostname, nameRemedy(hostname)), ...byDate];
}

function untrusted(verdict: string): Finding {
  const remedy = "Wait until the edge has a certificate for this name";
  return finding("edge-untrusted", "edge", `the edge's certificate is not trusted: ${verdict}`, remedy);
}

function nameRemedy(hostname: string): string {
  return `Look where ${hostname} leads, and wait until the edge there has a certificate for this name`;
}

/** Only an answer shows who serves a URL, and with an expired certificate there is no request and so no answer. */
function edgeRemedy({ origin, zone, journeys }: Observation, hostname: string): string {
  const servers = journeys.flatMap(({ end: { answer } }) => ("status" in answer ? [answer.server] : []));
  if (origin || (zone && "settings" in zone) || servers.includes("cloudflare")) return renewalRemedy("edge");
  const own = `Renew the certificate that ${hostname} serves`;
  return servers.length > 0 ? own : `${own}. Where that is Cloudflare's edge: ${renewalRemedy("edge")}`;
}

/** Finds an address that does not work while another one does. Browsers choose which one they try first. */
export function otherFindings({ edge, otherAddresses = [], url }: Observation, hop: Hop): Finding[] {
  const all = [edge, ...otherAddresses];
  if (!all.some(({ outcome }) => outcome === "done") || new URL(url).protocol === "http:") return [];
  return otherAddresses.flatMap((each) => {
    const record = each.address.includes(":") ? "AAAA" : "A";
    const remedy = `Take the ${record} record with ${each.address} away, or have a server answer there`;
    if (each.outcome === "failed")
      return [finding("address-broken", hop, `${new URL(url).hostname} leads to ${each.address} as well, where no TLS is: ${each.reason}`, remedy)];
    if (each.verified === true || (edge.outcome === "done" && edge.verified !== true)) return [];
    const problem = `${new URL(url).hostname} leads to ${each.address} as well, whose certificate is not trusted: ${each.verified}`;
    return [finding("address-broken", hop, problem, remedy)];
  });
}

/** Finds deprecated TLS versions that an attacker can still make visitors use. */
export function protocolFindings(observation: Observation, hop: Hop): Finding[] {
  const { oldProtocols = [], origin, zone } = observation;
  const stated = origin?.expected.zone?.settings["min_tls_version"];
  const real = zone && "settings" in zone ? zone.settings["min_tls_version"] : undefined;
  // If the stack allows them, its author chose so. If the zone was changed, that is a separate finding.
  if (oldProtocols.length === 0 || stated === "1.0" || stated === "1.1" || (real !== undefined && stated !== undefined && real !== stated)) return [];
  const ofStack = hop === "origin" ? "Take them out of the server's configuration" : 'Set `proxy.minTlsVersion: "1.2"`, and run `pulumi up --refresh`';
  const remedy = origin ? ofStack : "Set the minimum TLS version to 1.2: SSL/TLS, Edge Certificates at Cloudflare";
  return [finding("old-tls", hop, `the ${hop} accepts ${oldProtocols.join(" and ")}, which were given up in 2021`, remedy)];
}
