import * as v from "valibot";
import { hostName } from "../../shared/domain-name";
import { everywhere, type OpenPort } from "../../host/common/firewall-rules";
import type { TlsLevel } from "../../server/common/tls-policy";
import type { ServerContext, ServerPlan } from "../../server/common/web-server";

/** The settings that all services besides the web server share. */
export interface TlsServiceSettings {
  /**
   * The name for its clients. Another than the site's gets a record to the host.
   * @default the site's domain
   */
  readonly serverName?: string;
  /**
   * Mozilla's policy; `modern`: TLS 1.3 only.
   * @default "intermediate"
   */
  readonly tls?: TlsLevel;
}

/** What a service's configuration depends on beyond its settings. */
export type ServiceContext = Pick<ServerContext, "site" | "domain" | "platform">;

/** A kind of service, for the registry. */
export interface TlsService<Settings extends TlsServiceSettings & { readonly kind: string }> {
  readonly kind: Settings["kind"];
  /** @internal The schemas of its settings. */
  readonly entries: { readonly kind: v.GenericSchema } & v.ObjectEntries;
  /**
   * @internal The ports above 1023 that it listens on. An application on the same host must not use them.
   * @default none
   */
  readonly highPorts?: { readonly first: number; readonly last: number };
  /** @internal Its part of a release. */
  plan(settings: Settings, context: ServiceContext): ServerPlan;
  /** The ports that clients elsewhere must reach. */
  openPorts(settings: Settings): OpenPort[];
}

/** Ports that are open to everyone. */
export function openToAll(ports: readonly (number | string)[]): OpenPort[] {
  return ports.map((port) => ({ ports: String(port), from: everywhere }));
}

/** The port of a service that only these address ranges may reach; none if only the host itself may. */
export function openToRanges(port: number, from: readonly string[] = []): OpenPort[] {
  return from.length === 0 ? [] : [{ ports: String(port), from }];
}

/** The schema entries of {@link TlsServiceSettings}, to spread into a service's schema. */
export const tlsServiceEntries = {
  serverName: v.optional(hostName),
  tls: v.optional(v.picklist(["intermediate", "modern"])),
};
