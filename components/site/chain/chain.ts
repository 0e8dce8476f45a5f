import type { CertificateSource } from "../../certificate/sources";
import type { LeafFacts, Trust } from "../../certificate/x509/facts";
import type { ApiRule } from "../../edge/cloudflare/rules/edge-rule";
import type { CloudflareProxySettings } from "../../edge/cloudflare/zone-settings";
import type { PlannedRule } from "../../edge/common/planned-rule";
import type { Code } from "./codes";
import type { Journey } from "./journey";

/** The chain as it was set up: what the origin should serve, and how the edge speaks with it. */
export interface ExpectedChain {
  /** What visitors type. */
  readonly domain: string;
  /** The origin's address. */
  readonly address: string;
  /**
   * How the edge speaks with the origin.
   * @default none: visitors reach the origin itself
   */
  readonly ssl?: CloudflareProxySettings["ssl"];
  /** Who trusts the origin's certificate. */
  readonly trust: Trust;
  /** SHA-256 of the leaf that the push saw served. */
  readonly servedSha256: string;
  /** The issuer's distinguished name, one line. */
  readonly issuer: string;
  /** ISO 8601, UTC. */
  readonly notAfter: string;
  /**
   * ISO 8601, UTC.
   * @default unknown: the chain of a stack that was brought up before this was noted
   */
  readonly notBefore?: string;
  /**
   * Where the certificate comes from, which decides when it is renewed, and by whom.
   * @default unknown: the chain of a stack that was brought up before this was noted
   */
  readonly source?: CertificateSource["source"];
  /**
   * When the certificate will be renewed, ISO 8601, as far as that was decided when it was made.
   * @default by its dates
   */
  readonly renewAt?: string;
  /**
   * Whether the host renews the certificate itself: then a later one is served before a refresh reads it back.
   * @default false
   */
  readonly renewedOnHost?: boolean;
  /**
   * Whether the host's server tells browsers to come over https only.
   * @default false
   */
  readonly hsts?: boolean;
  /**
   * The path that every push asks for, and that has to answer with a status below 500.
   * @default none of its own: the page that visitors come to
   */
  readonly healthPath?: string;
  /**
   * The port at which the host's SSH answers everybody, as its firewall is to admit them.
   * @default unknown, or only some may connect
   */
  readonly sshPort?: number;
  /**
   * The zone at Cloudflare, and the settings of it that the stack makes, by Cloudflare's names.
   * @default none, or unknown: visitors reach the origin itself, or the stack was brought up before this was noted
   */
  readonly zone?: ExpectedZone;
  /**
   * Whether the origin demands a certificate that the edge alone shows.
   * @default false
   */
  readonly lockdown?: boolean;
  /**
   * SHA-256 of the intermediates that are sent with the leaf.
   * @default unknown: the chain of a stack that was brought up before this was noted
   */
  readonly intermediates?: readonly string[];
  /**
   * The names that the stack itself leads straight to the origin, for services that are not web sites.
   * @default none
   */
  readonly directNames?: readonly string[];
  /**
   * The site's other names.
   * @default none
   */
  readonly aliases?: readonly ExpectedAlias[];
  /**
   * Where the name's visitors are redirected to, when this is the chain of an alias.
   * @default nowhere
   */
  readonly leadsTo?: string;
  /**
   * The codes of what the site's settings accept, which is no finding.
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
   * What {@link ExpectedChain.zone} is for the domain.
   * @default none: visitors reach the origin itself
   */
  readonly zone?: ExpectedZone;
}

/** A zone, and what the stack makes of it. */
export interface ExpectedZone {
  /** The zone's name. */
  readonly name: string;
  /** Its settings, by Cloudflare's names, as they hold for the domain. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * The rules beside that of the SSL mode.
   * @default none, or unknown: the stack was brought up before this was noted
   */
  readonly rules?: readonly PlannedRule[];
}

/** A certificate above the leaf, as it was sent. */
export interface IssuerFacts extends Pick<LeafFacts, "notBefore" | "notAfter" | "sha256" | "issuer"> {
  /** The distinguished name, one line. */
  readonly subject: string;
}

/** What keeps a client from a handshake: nobody listens, nobody answers, or who answers does not speak TLS with it. */
export type Obstacle = "refused" | "silent" | "no-tls";

/** A TLS handshake as a client saw it. */
export type Handshake =
  | {
      readonly outcome: "done";
      readonly address: string;
      readonly protocol: string;
      readonly leaf: LeafFacts;
      /** The certificates from the leaf's issuer on, without the root. */
      readonly intermediates: readonly IssuerFacts[];
      /** Where the issuer of the last of them is published, when it says so and is not that of a root that is trusted here. */
      readonly missingIssuer?: string;
      readonly verified: true | string;
    }
  | { readonly outcome: "failed"; readonly address: string; readonly reason: string; readonly obstacle?: Obstacle };

/** A DNS record as the zone has it. */
export interface RecordSeen {
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly proxied: boolean;
}

/** The settings that a zone has at Cloudflare, by Cloudflare's names, and its records, or why they could not be read. */
export type ZoneSeen =
  | {
      readonly name: string;
      readonly settings: Readonly<Record<string, string>>;
      /**
       * The name servers that Cloudflare gave to the zone.
       * @default unknown, or the zone is one whose name servers are meant to be elsewhere (a partial or secondary setup)
       */
      readonly nameServers?: readonly string[];
      /**
       * Those that lead the site's name somewhere, and those of other names that show the origin's address.
       * @default unknown: the token may not read them
       */
      readonly records?: readonly RecordSeen[];
      /**
       * Whether the edge shows the origin of the site's name a certificate that was chosen for it.
       * @default unknown: nobody says that it should, or the token may not read it
       */
      readonly showsCertificate?: boolean;
      /**
       * The rules in the phases that the stack keeps some in.
       * @default unknown: it keeps none, or the token may not read them
       */
      readonly rules?: Readonly<Record<string, readonly ApiRule[] | undefined>>;
    }
  | { readonly unknown: string };

/** What a port says to who connects: it listens, it says that nobody does, or nothing comes back. */
export type PortSeen = "open" | "refused" | "silent";

/** Everything that was seen from outside. */
export interface Observation {
  readonly url: string;
  /** With the first address that the name leads to. */
  readonly edge: Handshake;
  /**
   * With the other addresses that the name leads to.
   * @default none: it has one
   */
  readonly otherAddresses?: readonly Handshake[];
  /**
   * IPv6 addresses of the name that were not looked at, as this machine has no way to them.
   * @default none
   */
  readonly unseenAddresses?: readonly string[];
  /**
   * The TLS versions before 1.2 that the first address accepts.
   * @default none
   */
  readonly oldProtocols?: readonly string[];
  /** The ways that visitors are led: first the one from `url`. */
  readonly journeys: readonly [Journey, ...Journey[]];
  /** Absent when nothing is known about the origin: a URL was checked, not a stack. */
  readonly origin?: {
    readonly expected: ExpectedChain;
    readonly seen: Handshake;
    /**
     * The port of SSH.
     * @default not looked at, as not everybody may connect
     */
    readonly ssh?: PortSeen;
  };
  /**
   * What the health path answers.
   * @default the stack has none of its own
   */
  readonly health?: Journey;
  /**
   * The name servers of the zone, as a resolver finds them.
   * @default unknown
   */
  readonly nameServers?: readonly string[];
  /** Absent when no token is at hand that could be asked with. */
  readonly zone?: ZoneSeen;
  /**
   * What was seen by the site's other names.
   * @default none: it has no others, or nothing is known of them
   */
  readonly aliases?: readonly Observation[];
}

/** The chain that visitors of an alias come by. */
export function chainOfAlias(chain: ExpectedChain, { name, redirect, zone }: ExpectedAlias): ExpectedChain {
  return { ...chain, domain: name, ...(zone && { zone }), ...(redirect && { leadsTo: chain.domain }) };
}

/** Whether a stack leads visitors to the origin itself. */
export function isStraight(origin: Observation["origin"]): origin is NonNullable<Observation["origin"]> {
  return origin !== undefined && origin.expected.ssl === undefined;
}
