import type { CertificateSource } from "../../certificate/sources";
import type { LeafFacts, Trust } from "../../certificate/x509/facts";
import type { CloudflareProxySettings } from "../../edge/cloudflare/zone-settings";
import type { PlannedRule } from "../../edge/common/planned-rule";
import type { Code } from "./codes";
import type { Handshake, PortSeen } from "./handshake";
import type { ExpectedHost } from "./hosts";
import type { Answer, Journey } from "./journey";
import type { ZoneSeen } from "./zone-seen";

/** The chain as it was set up: what the origin should serve, and how the edge connects to it. */
export interface ExpectedChain {
  /** What visitors type. */
  readonly domain: string;
  /** The origin's address. */
  readonly address: string;
  /**
   * How the edge connects to the origin.
   * @default none: visitors connect directly to the origin
   */
  readonly ssl?: CloudflareProxySettings["ssl"];
  /** Who trusts the origin's certificate. */
  readonly trust: Trust;
  /** SHA-256 of the leaf that the server served after the push. */
  readonly servedSha256: string;
  /** The issuer's distinguished name, on one line. */
  readonly issuer: string;
  /** ISO 8601, UTC. */
  readonly notAfter: string;
  /**
   * ISO 8601, UTC.
   * @default unknown to older stacks
   */
  readonly notBefore?: string;
  /**
   * Where the certificate comes from, which decides when it is renewed, and by what.
   * @default unknown to older stacks
   */
  readonly source?: CertificateSource["source"];
  /**
   * When the certificate will be renewed, ISO 8601, if that was decided when it was issued.
   * @default by its dates
   */
  readonly renewAt?: string;
  /**
   * Whether the host renews the certificate: it may then serve a newer one that no refresh has read back yet.
   * @default false
   */
  readonly renewedOnHost?: boolean;
  /**
   * The host's image.
   * @default Debian 12
   */
  readonly image?: string;
  /**
   * SHA-256 of the leaf that the host serves in place of a certificate that it could not renew. The edge alone trusts it.
   * @default none
   */
  readonly standbySha256?: string;
  /**
   * Whether the host's server tells browsers to come over https only.
   * @default false
   */
  readonly hsts?: boolean;
  /**
   * Whether the host leads visitors from http to https.
   * @default false
   */
  readonly redirects?: boolean;
  /**
   * Whether visitors who come by http get nothing: the host neither serves it nor leads them to https, and the edge does not either.
   * @default false
   */
  readonly httpRefused?: boolean;
  /**
   * The path that every push requests, and that must answer with a status below 500.
   * @default none: pushes request the page that visitors come to
   */
  readonly healthPath?: string;
  /**
   * The host's SSH port, if its firewall should admit everybody to it.
   * @default unknown, or only some addresses may connect
   */
  readonly sshPort?: number;
  /**
   * The host's IPv6 address beside an IPv4 address, to which the records lead as well.
   * @default none
   */
  readonly ipv6?: string;
  /**
   * The zone at Cloudflare, and the settings that the stack makes in it, by Cloudflare's names.
   * @default none where visitors connect to the origin; unknown to older stacks
   */
  readonly zone?: ExpectedZone;
  /**
   * Whether the origin requires a client certificate that only the edge has.
   * @default false
   */
  readonly lockdown?: boolean;
  /**
   * SHA-256 of the intermediates that are sent with the leaf.
   * @default unknown to older stacks
   */
  readonly intermediates?: readonly string[];
  /**
   * The names that the stack leads directly to the origin, for services that are not web sites.
   * @default none
   */
  readonly directNames?: readonly string[];
  /**
   * The site's other names.
   * @default none
   */
  readonly aliases?: readonly ExpectedAlias[];
  /**
   * Where an alias redirects visitors to, if this is the chain of an alias.
   * @default nowhere
   */
  readonly leadsTo?: string;
  /**
   * The hosts besides the one at `address`.
   * @default none
   */
  readonly otherHosts?: readonly ExpectedHost[];
  /**
   * The codes that the site's settings accept; they are not reported.
   * @default none
   */
  readonly accept?: readonly Code[];
}

/** Another name of a site. */
export interface ExpectedAlias {
  /** The name, which may be a wildcard. */
  readonly name: string;
  /** Whether it redirects to the domain. */
  readonly redirect: boolean;
  /**
   * Like {@link ExpectedChain.zone} for the domain.
   * @default none: visitors connect directly to the origin
   */
  readonly zone?: ExpectedZone;
}

/** A zone, and what the stack makes in it. */
export interface ExpectedZone {
  /** The zone's name. */
  readonly name: string;
  /** Its settings that apply to the domain, by Cloudflare's names. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * The rules other than the one for the SSL mode.
   * @default none, or unknown to older stacks
   */
  readonly rules?: readonly PlannedRule[];
}

/** Everything that was seen from outside. */
export interface Observation {
  readonly url: string;
  /** The handshake with the first address of the name. */
  readonly edge: Handshake;
  /**
   * The handshakes with the other addresses of the name.
   * @default none: it has one
   */
  readonly otherAddresses?: readonly Handshake[];
  /**
   * IPv6 addresses of the name that were not checked, as this machine has no route to them.
   * @default none
   */
  readonly unseenAddresses?: readonly string[];
  /**
   * The TLS versions before 1.2 that the first address accepts.
   * @default none
   */
  readonly oldProtocols?: readonly string[];
  /** The ways that visitors go: first the one from `url`. */
  readonly journeys: readonly [Journey, ...Journey[]];
  /** Undefined if nothing is known about the origin: a URL was checked, not a stack. */
  readonly origin?: Origin;
  /**
   * The answer of the health path.
   * @default the stack has none
   */
  readonly health?: Journey;
  /**
   * The zone's name servers, from a resolver.
   * @default unknown
   */
  readonly nameServers?: readonly string[];
  /** Undefined if there is no token to read it with. */
  readonly zone?: ZoneSeen;
  /**
   * The observations of the site's other names.
   * @default none: it has no others, or they are unknown
   */
  readonly aliases?: readonly Observation[];
}

/** What was seen of a host itself, past the edge. */
export interface HostSeen {
  readonly seen: Handshake;
  /**
   * Its answer to a request for the site's page.
   * @default not asked, as there was no handshake
   */
  readonly answer?: Answer;
  /**
   * What the SSH port answers.
   * @default not checked, as not everybody may connect
   */
  readonly ssh?: PortSeen;
}

/** What was seen of a site's first host, and of the others. */
export interface Origin extends HostSeen {
  readonly expected: ExpectedChain;
  /**
   * What was seen of the site's other hosts.
   * @default none: it has no others
   */
  readonly others?: readonly OtherOrigin[];
}

/** What was seen of one of a site's hosts besides its first one. */
export interface OtherOrigin extends HostSeen {
  readonly expected: ExpectedHost;
}

/** Whether a host's certificate is the one that was pushed, or one that the host has renewed since. */
export function isOwn({ sha256, notAfter }: LeafFacts, { servedSha256, renewedOnHost, notAfter: known }: ExpectedChain): boolean {
  return sha256 === servedSha256 || (renewedOnHost === true && new Date(notAfter) > new Date(known));
}

/** Whether a stack leads visitors directly to the origin. */
export function isStraight(origin: Observation["origin"]): origin is Origin {
  return origin !== undefined && origin.expected.ssl === undefined;
}
