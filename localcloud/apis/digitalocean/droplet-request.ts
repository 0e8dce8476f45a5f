import * as v from "valibot";
import type { Instance } from "../../instance";
import { optional } from "../common/optional";
import { findImage, findRegion, findSize, regions, systemOf } from "./catalog";
import { notImplemented, unprocessable } from "./errors";
import { findKey } from "./keys";
import type { Droplet, State } from "./state";
import { tagNamePattern } from "./tag-record";
import { defaultVpc } from "./vpc";

const maximumUserData = 64 * 1024;

/** The body of POST /v2/droplets. */
export const dropletCreation = v.object({
  name: optional(v.string()),
  names: optional(v.array(v.string())),
  region: optional(v.string()),
  size: v.string(),
  image: v.union([v.string(), v.number()]),
  ssh_keys: optional(v.array(v.union([v.string(), v.number()]))),
  tags: optional(v.array(v.string())),
  user_data: optional(v.string()),
  vpc_uuid: optional(v.string()),
  volumes: optional(v.array(v.unknown())),
  ipv6: optional(v.boolean()),
  backups: optional(v.boolean()),
  monitoring: optional(v.boolean()),
  with_droplet_agent: optional(v.boolean()),
  public_networking: optional(v.boolean()),
});

export type DropletCreation = v.InferOutput<typeof dropletCreation>;

/** The values of a request for a new droplet. */
export type RequestedDroplet = Pick<Droplet, "region" | "size" | "image" | "system" | "tags" | "features" | "authorizedKeys" | "userData"> & {
  readonly names: readonly string[];
};

/** @throws ApiError 422 for what the vendor refuses too, 501 for what only the vendor can do. */
export function validateDroplet(state: State, instance: Instance, body: DropletCreation): RequestedDroplet {
  refuseUnavailable(body);
  const names = body.names ?? (body.name === undefined ? [] : [body.name]);
  if (names.length === 0) throw unprocessable("Name can't be blank");
  names.forEach(validateName);
  const region = findRegion(body.region ?? regions[0]?.slug ?? "");
  if (!region) throw unprocessable("You specified an invalid region for Droplet creation.");
  const size = findSize(body.size);
  if (!size) throw unprocessable("You specified an invalid size for Droplet creation.");
  const image = findImage(body.image);
  if (!image) throw unprocessable("You specified an invalid image for Droplet creation.");
  if (body.vpc_uuid !== undefined && body.vpc_uuid !== "" && body.vpc_uuid !== defaultVpc(instance, region.slug))
    throw unprocessable("You specified an invalid VPC for Droplet creation.");
  if (Buffer.byteLength(body.user_data ?? "") > maximumUserData) throw unprocessable("User data is too long (maximum is 64 KiB)");
  return {
    names,
    region: region.slug,
    size: size.slug,
    image: image.slug,
    system: systemOf(image),
    tags: validateTags(body.tags ?? []),
    features: features(body),
    authorizedKeys: resolveKeys(state, body.ssh_keys ?? []),
    ...(body.user_data !== undefined && { userData: body.user_data }),
  };
}

/** @throws ApiError 422 */
export function validateName(name: string): void {
  if (!/^[A-Za-z0-9]([A-Za-z0-9.-]{0,253}[A-Za-z0-9])?$/.test(name))
    throw unprocessable("Name Only valid hostname characters are allowed. (a-z, A-Z, 0-9, . and -)");
}

function refuseUnavailable({ volumes, public_networking: publicNetworking }: DropletCreation): void {
  if (publicNetworking === false) throw notImplemented("droplets without a public network (public_networking: false)");
  if (volumes && volumes.length > 0) throw notImplemented("volumes of droplets");
}

function validateTags(tags: readonly string[]): string[] {
  for (const tag of tags)
    if (!tagNamePattern.test(tag))
      throw unprocessable(`tags: ${JSON.stringify(tag)} is no valid tag: letters, numbers, colons, dashes and underscores, 255 at most`);
  return [...new Set(tags)];
}

function resolveKeys(state: State, identifiers: readonly (string | number)[]): string[] {
  const resolved = identifiers.map((identifier) => ({ identifier, key: findKey(state, identifier) }));
  const unknown = resolved.flatMap(({ identifier, key }) => (key ? [] : [String(identifier)]));
  if (unknown.length > 0) throw unprocessable(`${unknown.join(", ")} are invalid key identifiers for Droplet creation.`);
  return [...new Set(resolved.flatMap(({ key }) => (key ? [key.publicKey.trim()] : [])))];
}

function features({ backups, ipv6, monitoring, with_droplet_agent: agent }: DropletCreation): string[] {
  return [
    ...(backups ? ["backups"] : []),
    ...(ipv6 ? ["ipv6"] : []),
    ...(monitoring ? ["monitoring"] : []),
    ...(agent ? ["droplet_agent"] : []),
    "private_networking",
  ];
}
