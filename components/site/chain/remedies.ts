import { sourceOf } from "../../certificate/sources";
import type { ExpectedChain, Observation } from "./chain";
import type { Hop } from "./codes";
import { isAgent, type Renewer } from "./renewal-window";

/** How to renew a certificate, or how to find out why it was not renewed. */
export function renewalRemedy(renewer: Renewer | undefined): string {
  if (renewer === "edge") return edgeRemedy;
  if (isAgent(renewer)) return agentRemedy;
  return sourceOf(renewer)?.remedy ?? "Renew it: run `pulumi up`";
}

const agentRemedy =
  "The host should have renewed it: run `pulumi up --refresh`, which tries at once and says why it fails, or look at `journalctl -u 'tlsup-acme-*'` there";

const edgeRemedy =
  "Cloudflare renews this one by itself: SSL/TLS, Edge Certificates in its dashboard says why it did not. " +
  "Is Universal SSL on, is the zone active, and do its CAA records let Cloudflare's CAs issue?";

/** Which hop causes an answer with this status, and what to do. */
export function statusRemedy(status: number, origin: Observation["origin"]): { readonly hop: Hop; readonly remedy: string } {
  if (status === 526) return { hop: "origin", remedy: refusedCertificate(origin?.expected) };
  if (status === 522 && origin?.ssh === "open") return { hop: "origin", remedy: notAdmitted };
  const isLocked = origin?.expected.lockdown === true && [400, 403, 520, 525].includes(status);
  const remedy = `${remedies[status] ?? "Look at the application's log on the host"}${isLocked ? otherPull : ""}`;
  return { hop: status < 500 ? "visitor" : status === 530 ? "edge" : "origin", remedy };
}

/** What to do where TLS works and no answer comes. */
export const stuckRemedy = "Look at the server's and the application's logs on the host";

const noApplication = "The host's server has no answer from the application: is that running? Look at its log on the host";

/** Source: https://developers.cloudflare.com/support/troubleshooting/http-status-codes/cloudflare-5xx-errors/ */
const remedies: Readonly<Record<number, string>> = {
  502: noApplication,
  503: noApplication,
  504: noApplication,
  520: "The origin sent an empty or broken answer: look at the server's log on the host",
  521: "The origin refused the connection: is the server running, and does the firewall admit the edge?",
  522: "The origin did not answer: does the firewall admit the edge's address ranges?",
  523: "There is no route to the origin: is the record's address that of the host?",
  524: "The application took longer than the edge waits",
  525: "The TLS handshake with the origin failed: does it speak TLS on port 443?",
  530: "The edge does not find the origin: look at the name's records in the zone",
};

/** nginx answers a certificate of another CA by http. */
const otherPull = " (with lockdown: `pulumi up --refresh` has it shown the site's own certificate again)";

/** What to do about an answer that Cloudflare gives in place of the origin. */
export const refusedByEdge = {
  hop: "edge",
  remedy: "Look at the zone's security level, security rules and rate limiting rules",
} as const;

const notAdmitted =
  "The host is up, as its SSH answers, and its firewall does not admit the edge's address ranges to the port: was a rule changed at the vendor? " +
  "Run `pulumi up --refresh`. Or has the host rules of its own (`nft list ruleset`)?";

function refusedCertificate(expected: ExpectedChain | undefined): string {
  if (expected && expected.trust !== "self")
    return (
      "The edge checks the origin's certificate (SSL mode strict) and refuses it: " +
      "has it expired, or is it for another name? See the findings about the origin"
    );
  return 'The edge refuses the origin\'s certificate: use an Origin CA or a public certificate with ssl "strict", or ssl "full" with a self-signed one';
}
