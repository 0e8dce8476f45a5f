import * as v from "valibot";
import { optional } from "../common/optional";
import { find, images, regions, systemOf, types } from "./catalog";
import { invalid, notImplemented } from "./errors";
import { username } from "./keys";
import type { Linode, State } from "./state";

const maximumUserData = 65_535;

const flag = optional(v.boolean());

/** The body of POST /v4/linode/instances. */
export const linodeCreation = v.object({
  region: v.string(),
  type: v.string(),
  image: optional(v.string()),
  label: optional(v.string()),
  tags: optional(v.array(v.string())),
  root_pass: optional(v.string()),
  authorized_keys: optional(v.array(v.string())),
  authorized_users: optional(v.array(v.string())),
  metadata: optional(v.object({ user_data: optional(v.string()) })),
  firewall_id: optional(v.number()),
  booted: flag,
  backup_id: optional(v.number()),
  backups_enabled: flag,
  private_ip: flag,
  stackscript_id: optional(v.number()),
  interfaces: optional(v.array(v.unknown())),
  interface_generation: optional(v.string()),
  placement_group: optional(v.unknown()),
  ipv4: optional(v.array(v.string())),
});

export type LinodeCreation = v.InferOutput<typeof linodeCreation>;

/** The values of a new Linode that come from the request. */
export type RequestedLinode = Pick<Linode, "region" | "type" | "image" | "system" | "tags" | "authorizedKeys" | "userData"> & {
  readonly label?: string;
  /** Id. */
  readonly firewall?: string;
};

/** @throws ApiError 400 for values that the vendor refuses, 501 for features that only the vendor has. */
export function validateLinode(state: State, body: LinodeCreation): RequestedLinode {
  refuseUnavailable(body);
  if (!find(regions, body.region)) throw invalid("region", "region is not valid");
  if (!find(types, body.type)) throw invalid("type", "A valid plan type by that ID was not found");
  if (body.image === undefined) throw notImplemented("Linodes without an image");
  const image = find(images, body.image);
  if (!image) throw invalid("image", "image is not valid");
  if (body.label !== undefined) refuseLabel(state, body.label);
  const keys = [...(body.authorized_keys ?? []), ...(body.authorized_users ?? []).flatMap((user) => keysOf(state, user))];
  if (keys.length === 0 && body.root_pass === undefined) throw invalid("root_pass", "root_pass is required");
  if (body.firewall_id !== undefined && !state.firewalls.get(String(body.firewall_id))) throw invalid("firewall_id", "firewall_id is not valid");
  const userData = body.metadata?.user_data === undefined ? undefined : decoded(body.metadata.user_data);
  return {
    region: body.region,
    type: body.type,
    image: image.id,
    system: systemOf(image),
    tags: validTags(body.tags ?? []),
    authorizedKeys: keys.map((key) => key.trim()),
    ...(body.label !== undefined && { label: body.label }),
    ...(body.firewall_id !== undefined && { firewall: String(body.firewall_id) }),
    ...(userData !== undefined && { userData }),
  };
}

/** A label that no other Linode has. @throws ApiError */
export function refuseLabel(state: State, label: string, except?: string): void {
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9]|[-_.](?![-_.])){1,62}[A-Za-z0-9]$/.test(label)) {
    throw invalid("label", "Must be 3-64 letters, digits, and single -, _ or . between them");
  }
  if (state.linodes.list().some((linode) => linode.label === label && linode.id !== except)) throw invalid("label", "Label must be unique among your linodes");
}

/** @throws ApiError */
export function validTags(tags: readonly string[]): readonly string[] {
  for (const tag of tags) if (tag.length < 3 || tag.length > 50) throw invalid("tags", "Tag length must be 3-50 characters");
  return [...new Set(tags)];
}

function refuseUnavailable(body: LinodeCreation): void {
  if (body.booted === false) throw notImplemented("Linodes that are not booted (booted: false)");
  if (body.backup_id !== undefined || body.backups_enabled) throw notImplemented("backups");
  if (body.private_ip) throw notImplemented("private addresses of Linodes");
  if (body.stackscript_id !== undefined) throw notImplemented("StackScripts");
  if ((body.interfaces ?? []).length > 0 || body.interface_generation === "linode") throw notImplemented("Linode interfaces");
  if (body.placement_group !== undefined) throw notImplemented("placement groups");
  if ((body.ipv4 ?? []).length > 0) throw notImplemented("the choice of a new Linode's addresses");
}

function keysOf(state: State, user: string): string[] {
  if (user !== username) throw invalid("authorized_users", `User ${user} does not exist or has no SSH keys`);
  return state.keys.list().map(({ sshKey }) => sshKey);
}

function decoded(encoded: string): string {
  const bytes = Buffer.from(encoded, "base64");
  if (bytes.toString("base64") !== encoded) throw invalid("metadata.user_data", "Must be base64-encoded");
  if (bytes.length > maximumUserData) throw invalid("metadata.user_data", `Length must be up to ${String(maximumUserData)} bytes`);
  return bytes.toString();
}
