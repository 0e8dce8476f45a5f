import { inOrderOf } from "../contract/state-form";
import type { Plain, Properties } from "../contract/value";

/** A droplet as the API returns it. */
export interface DropletJson {
  readonly id: number;
  readonly name: string;
  readonly status: string;
  readonly locked: boolean;
  readonly memory: number;
  readonly vcpus: number;
  readonly disk: number;
  readonly created_at: string;
  readonly features: readonly string[];
  readonly tags: readonly string[];
  readonly volume_ids?: readonly string[];
  readonly vpc_uuid?: string;
  readonly size_slug: string;
  readonly size?: { readonly price_hourly?: number; readonly price_monthly?: number };
  readonly region: { readonly slug: string };
  readonly image: { readonly id: number; readonly slug?: string | null };
  readonly networks: { readonly v4: readonly Address[]; readonly v6: readonly Address[] };
}

interface Address {
  readonly ip_address: string;
  readonly type: "public" | "private";
}

export interface DropletInputs extends Properties {
  readonly name: string;
  readonly image: string;
  readonly size: string;
}

/** Never read back: the API does not return them, or not in the program's form. */
const kept = ["sshKeys", "dropletAgent", "gracefulShutdown", "resizeDisk", "backupPolicy", "gpuPartitionMode"];

/** The outputs of a droplet; `written` is its old state, or the inputs of a create or update. */
export function stateOf(droplet: DropletJson, written: Partial<Properties>): Properties {
  const { features } = droplet;
  const publicIpv4 = address(droplet.networks.v4, "public");
  const state: Record<string, Plain | undefined> = {
    name: droplet.name,
    status: droplet.status,
    locked: droplet.locked,
    memory: droplet.memory,
    vcpus: droplet.vcpus,
    disk: droplet.disk,
    createdAt: droplet.created_at,
    dropletUrn: `do:droplet:${droplet.id}`,
    size: droplet.size_slug,
    region: droplet.region.slug,
    priceHourly: droplet.size?.price_hourly,
    priceMonthly: droplet.size?.price_monthly,
    ipv4Address: publicIpv4 ?? "",
    ipv4AddressPrivate: address(droplet.networks.v4, "private") ?? "",
    ipv6Address: address(droplet.networks.v6, "public") ?? "",
    backups: features.includes("backups"),
    ipv6: features.includes("ipv6"),
    monitoring: features.includes("monitoring"),
    privateNetworking: features.includes("private_networking"),
    publicNetworking: publicIpv4 !== undefined,
    vpcUuid: droplet.vpc_uuid ?? "",
    image: written.image ?? droplet.image.slug ?? String(droplet.image.id),
    tags: inOrderOf(written.tags, droplet.tags),
    volumeIds: inOrderOf(written.volumeIds, droplet.volume_ids ?? []),
  };
  for (const name of kept) state[name] = written[name];
  return Object.fromEntries(Object.entries(state).filter((entry): entry is [string, Plain] => entry[1] !== undefined));
}

function address(addresses: readonly Address[], type: Address["type"]): string | undefined {
  return addresses.find((candidate) => candidate.type === type)?.ip_address;
}
