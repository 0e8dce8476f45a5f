import { incompleteFindings } from "./certificate-findings";
import type { ExpectedChain, Observation } from "./chain";
import { finding, type Finding } from "./codes";
import { addressesOf } from "./hosts";
import { otherFindings, protocolFindings } from "./edge-findings";

/**
 * Findings about a host without an edge in front. The findings about the origin cover its dates and the pushed certificate. If a visitor gets no TLS,
 * and so no answer, the findings about journeys say so.
 */
export function straightFindings(observation: Observation): Finding[] {
  const { edge, origin } = observation;
  if (origin && edge.address === origin.expected.domain) return [unresolved(origin.expected)];
  const place = [...placeFindings(observation), ...otherFindings(observation, "origin")];
  // What another machine shows is no fault of the host's.
  if (origin && !addressesOf(origin.expected).includes(edge.address)) return place;
  return [...trustFindings(observation), ...place, ...protocolFindings(observation, "origin")];
}

/** A look at a name without an address has the name in its place. */
function unresolved({ domain, address }: ExpectedChain): Finding {
  return finding("record-missing", "visitor", `${domain} has no address`, `Run \`pulumi up --refresh\`, or let your own record lead to ${address}`);
}

function trustFindings({ edge, origin }: Observation): Finding[] {
  if (edge.outcome === "failed" || edge.verified === true || incompleteFindings("origin", edge, origin?.expected).length > 0) return [];
  return [
    finding(
      "untrusted-by-browsers",
      "origin",
      `no edge is in front of the host, and browsers do not trust its certificate: ${edge.verified}`,
      'Take one of a public CA, by the source lets-encrypt or certbot, or put an edge in front: `proxy.provider: "cloudflare"`, with `proxied` left out',
    ),
  ];
}

function placeFindings({ edge, otherAddresses = [], unseenAddresses = [], origin }: Observation): Finding[] {
  if (!origin) return [];
  const { domain } = origin.expected;
  const seen = [edge, ...otherAddresses];
  const places = [...seen.map(({ address }) => address), ...unseenAddresses];
  const own = addressesOf(origin.expected);
  const lost = own
    .filter((address) => !places.includes(address))
    .map((address) => {
      const problem = `${domain} leads to ${places.join(", ")}, and the stack's host is at ${address}`;
      return finding("dns-elsewhere", "visitor", problem, `Let the record of ${domain} lead to ${address}`);
    });
  // One without TLS is told as broken.
  const others = seen.filter(({ address, outcome }) => lost.length === 0 && outcome === "done" && !own.includes(address));
  return [
    ...lost,
    ...others.map(({ address }) =>
      finding("record-beside", "visitor", `${domain} leads to ${address} as well, which is not the stack's host`, "Take that record away"),
    ),
  ];
}
