import type { ExpectedChain, Observation } from "./chain";
import { finding, type Finding } from "./codes";
import { isGood, type Answer } from "./journey";

/** Findings about what the stack promises visitors but does not deliver. */
export function promiseFindings(observation: Observation): Finding[] {
  const { origin } = observation;
  return origin ? [...redirectFindings(observation, origin.expected), ...hstsFindings(observation, origin.expected)] : [];
}

/** If the zone has another setting now, that is a separate finding. */
function redirectFindings({ journeys, zone }: Observation, { zone: stated, redirects }: ExpectedChain): Finding[] {
  const real = zone && "settings" in zone ? zone.settings["always_use_https"] : undefined;
  const byEdge = stated?.settings["always_use_https"] === "on" && real !== "off";
  const left = journeys.find(({ start, end: { url, answer } }) => start.startsWith("http:") && url.startsWith("http:") && isGood(answer));
  if (!left || (!byEdge && redirects !== true)) return [];
  const [hop, by, remedy] = byEdge
    ? ([
        "edge",
        "Always Use HTTPS",
        "Look whether a configuration rule or a page rule at Cloudflare makes an exception, and whether the name leads through the edge",
      ] as const)
    : (["origin", "`server.redirectToHttps`", "Look what answers on port 80 of the host, and run `pulumi up --refresh`"] as const);
  return [finding("not-redirected", hop, `${left.end.url} answers by http, and the stack says that visitors are led to https (${by})`, remedy)];
}

function hstsFindings({ journeys }: Observation, { domain, hsts }: ExpectedChain): Finding[] {
  if (hsts !== true) return [];
  const answers = journeys.flatMap(({ end: { url, answer } }) => (isGood(answer) && url.startsWith(`https://${domain}/`) ? [answer] : []));
  // Of several headers browsers read the first (RFC 6797, section 8.1).
  const isSent = ({ hsts: header = "" }: Extract<Answer, { status: number }>): boolean => /^[^,]*max-age="?0*[1-9]/i.test(header);
  if (answers.every(isSent)) return [];
  return [
    finding(
      "hsts-not-sent",
      "origin",
      `https://${domain}/ answers without Strict-Transport-Security, which the stack's \`server.hsts\` says`,
      "Look whether the application or a rule at Cloudflare takes the header away, and run `pulumi up --refresh`",
    ),
  ];
}
