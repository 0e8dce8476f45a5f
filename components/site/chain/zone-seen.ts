import type { ApiRule } from "../../edge/cloudflare/rules/edge-rule";

/** A DNS record of the zone. */
export interface RecordSeen {
  readonly name: string;
  readonly type: string;
  readonly content: string;
  readonly proxied: boolean;
}

/** A zone's settings at Cloudflare, by Cloudflare's names, and its records, or why they could not be read. */
export type ZoneSeen =
  | {
      readonly name: string;
      readonly settings: Readonly<Record<string, string>>;
      /**
       * The name servers that Cloudflare assigned to the zone.
       * @default unknown, or the zone is meant to have other name servers (a partial or secondary setup)
       */
      readonly nameServers?: readonly string[];
      /**
       * The records of the site's name, and those of other names that reveal the origin's address.
       * @default unknown: the token may not read them
       */
      readonly records?: readonly RecordSeen[];
      /**
       * Whether the edge shows a client certificate chosen for the site's name to the origin.
       * @default unknown: the stack does not require it, or the token may not read it
       */
      readonly showsCertificate?: boolean;
      /**
       * The rules in the phases in which the stack has rules.
       * @default unknown: it has none, or the token may not read them
       */
      readonly rules?: Readonly<Record<string, readonly ApiRule[] | undefined>>;
    }
  | { readonly unknown: string };
