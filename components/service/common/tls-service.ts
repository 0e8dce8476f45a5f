import * as v from "valibot";
import { hostName } from "../../shared/domain-name";
import { everywhere, type OpenPort } from "../../host/common/firewall-rules";
import type { TlsLevel } from "../../server/common/tls-policy";
import type { ServerContext, ServerPlan } from "../../server/common/web-server";

/** What every service beside the web server can be told. */
export interface TlsServiceSettings {
  /**
   * The name that clients reach the service by. A name other than the site's own gets a record of its own, which leads to the host itself and
   * not to the edge: an edge passes on http and nothing else.
   * @default the site's domain
   */
  readonly serverName?: string;
  /**
   * Which clients are spoken with, by Mozilla's guidelines: `modern` is TLS 1.3 alone.
   * @default "intermediate"
   */
  readonly tls?: TlsLevel;
}

/** What a service's renderer needs to know beyond its settings. */
export type ServiceContext = Pick<ServerContext, "site" | "domain" | "platform">;

/** A kind of service, as the registry has it. */
export interface TlsService<Settings extends TlsServiceSettings & { readonly kind: string }> {
  readonly kind: Settings["kind"];
  /** What may be said about it. */
  readonly schema: v.GenericSchema;
  /**
   * The ports above 1023 that it listens on: an application beside it may have none of them.
   * @default none
   */
  readonly highPorts?: { readonly first: number; readonly last: number };
  /** Its part of a release. */
  plan(settings: Settings, context: ServiceContext): ServerPlan;
  /** The ports that clients elsewhere must reach. */
  openPorts(settings: Settings): OpenPort[];
}

/** Ports that everybody may reach. */
export function openToAll(ports: readonly (number | string)[]): OpenPort[] {
  return ports.map((port) => ({ ports: String(port), from: everywhere }));
}

/** The schema of {@link TlsServiceSettings}, to be spread into that of a service. */
export const tlsServiceEntries = {
  serverName: v.optional(hostName),
  tls: v.optional(v.picklist(["intermediate", "modern"])),
};
