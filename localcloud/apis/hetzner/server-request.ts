import * as v from "valibot";
import { optional } from "../common/optional";
import { findImage, findLocation, findServerType, locations } from "./catalog";
import { invalid, notFound, notImplemented, taken } from "./errors";
import { labels, type Labels } from "./labels";
import type { Server, State } from "./state";

const maximumUserData = 32 * 1024;

const key = v.union([v.string(), v.number()]);

/** The body of POST /v1/servers. */
export const serverCreation = v.object({
  name: v.string(),
  server_type: key,
  image: key,
  location: optional(key),
  datacenter: optional(key),
  start_after_create: optional(v.boolean()),
  ssh_keys: optional(v.array(key)),
  user_data: optional(v.string()),
  labels,
  firewalls: optional(v.array(v.object({ firewall: v.number() }))),
  networks: optional(v.array(v.number())),
  volumes: optional(v.array(v.number())),
  placement_group: optional(v.number()),
  public_net: optional(
    v.object({ enable_ipv4: optional(v.boolean()), enable_ipv6: optional(v.boolean()), ipv4: optional(v.number()), ipv6: optional(v.number()) }),
  ),
});

export type ServerCreation = v.InferOutput<typeof serverCreation>;

/** The values of a new server that come from the request. */
export type RequestedServer = Pick<Server, "name" | "location" | "serverType" | "image" | "system" | "authorizedKeys" | "userData" | "hasIpv4" | "hasIpv6"> & {
  readonly labels: Labels;
  /** Ids. */
  readonly firewalls: readonly string[];
};

/** @throws ApiError 422 for values that the vendor refuses, 501 for features that only the vendor has. */
export function validateServer(state: State, body: ServerCreation): RequestedServer {
  refuseUnavailable(body);
  refuseName(state, body.name);
  const serverType = findServerType(body.server_type);
  if (!serverType) throw invalid("server_type", "server type not found");
  const image = findImage(body.image);
  if (!image) throw invalid("image", "image not found");
  const location = findLocation(body.location ?? locations[0]?.name ?? "");
  if (!location) throw invalid("location", "location not found");
  if (Buffer.byteLength(body.user_data ?? "") > maximumUserData) throw invalid("user_data", "must not be longer than 32 KiB");
  return {
    name: body.name,
    location: location.name,
    serverType: serverType.name,
    image: image.name,
    system: image.name,
    labels: body.labels ?? {},
    hasIpv4: body.public_net?.enable_ipv4 !== false,
    hasIpv6: body.public_net?.enable_ipv6 !== false,
    authorizedKeys: resolveKeys(state, body.ssh_keys ?? []),
    firewalls: resolveFirewalls(state, body.firewalls ?? []),
    ...(body.user_data !== undefined && { userData: body.user_data }),
  };
}

/** A host name (RFC 1123) that no other server of the project has. @throws ApiError */
export function refuseName(state: State, name: string, except?: string): void {
  if (!/^[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?$/.test(name)) throw invalid("name", "must be a valid hostname");
  if (state.servers.list().some((server) => server.name === name && server.id !== except)) throw taken("name");
}

function refuseUnavailable({
  datacenter,
  networks = [],
  volumes = [],
  placement_group: group,
  public_net: net,
  start_after_create: started,
}: ServerCreation): void {
  if (datacenter !== undefined) throw invalid("datacenter", "has been removed: use location");
  if (networks.length > 0) throw notImplemented("private networks of servers");
  if (volumes.length > 0) throw notImplemented("volumes of servers");
  if (group !== undefined) throw notImplemented("placement groups");
  if (net?.ipv4 !== undefined || net?.ipv6 !== undefined) throw notImplemented("primary IPs that are made by themselves");
  if (net?.enable_ipv4 === false && net.enable_ipv6 === false) throw notImplemented("servers without a public address");
  if (started === false) throw notImplemented("servers that are not started (start_after_create: false)");
}

function resolveKeys(state: State, wanted: readonly (string | number)[]): string[] {
  return wanted.map((each) => {
    const known = state.keys.list().find(({ id, name }) => id === String(each) || name === each);
    if (!known) throw invalid("ssh_keys", `SSH key ${String(each)} not found`);
    return known.publicKey.trim();
  });
}

function resolveFirewalls(state: State, wanted: readonly { readonly firewall: number }[]): string[] {
  return wanted.map(({ firewall }) => {
    if (!state.firewalls.get(String(firewall))) throw notFound();
    return String(firewall);
  });
}
