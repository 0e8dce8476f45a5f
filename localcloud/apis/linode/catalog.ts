import type { Hono } from "hono";
import type { System } from "../../image/system";
import { found } from "./errors";
import { list } from "./listing";

interface Region {
  readonly id: string;
  readonly label: string;
  readonly country: string;
  readonly [attribute: string]: unknown;
}

const region = (id: string, label: string, country: string): Region => ({
  id,
  label,
  country,
  capabilities: ["Linodes", "Cloud Firewall", "Metadata"],
  status: "ok",
  site_type: "core",
  resolvers: { ipv4: "", ipv6: "" },
  placement_group_limits: null,
});

/** Some of https://www.linode.com/global-infrastructure/ */
export const regions: readonly Region[] = [
  region("eu-central", "Frankfurt, DE", "de"),
  region("de-fra-2", "Frankfurt 2, DE", "de"),
  region("fr-par", "Paris, FR", "fr"),
  region("nl-ams", "Amsterdam, NL", "nl"),
  region("us-east", "Newark, NJ", "us"),
  region("us-ord", "Chicago, IL", "us"),
  region("ap-south", "Singapore, SG", "sg"),
];

interface Type {
  readonly id: string;
  readonly vcpus: number;
  /** MB. */
  readonly memory: number;
  /** MB. */
  readonly disk: number;
  readonly [attribute: string]: unknown;
}

/** Has no prices, as nothing here costs anything. */
const type = (id: string, label: string, kind: string, vcpus: number, memory: number, disk: number): Type => ({
  id,
  label,
  class: kind,
  vcpus,
  memory,
  disk,
  transfer: 0,
  network_out: 0,
  gpus: 0,
  accelerated_devices: 0,
  successor: null,
  price: { hourly: 0, monthly: 0 },
  region_prices: [],
  addons: {},
});

/** The smaller ones of https://www.linode.com/pricing/ */
export const types: readonly Type[] = [
  type("g6-nanode-1", "Nanode 1GB", "nanode", 1, 1024, 25600),
  type("g6-standard-1", "Linode 2GB", "standard", 1, 2048, 51200),
  type("g6-standard-2", "Linode 4GB", "standard", 2, 4096, 81920),
  type("g6-standard-4", "Linode 8GB", "standard", 4, 8192, 163840),
  type("g6-dedicated-2", "Dedicated 4GB", "dedicated", 2, 4096, 81920),
];

interface Image {
  readonly id: keyof typeof systems;
  readonly label: string;
  readonly [attribute: string]: unknown;
}

/** The systems that hosts here really run, by the ids of their images. */
const systems = { "linode/debian12": "debian-12", "linode/debian13": "debian-13", "linode/ubuntu24.04": "ubuntu-24.04" } as const satisfies Record<
  string,
  System
>;

export const systemOf = ({ id }: Image): System => systems[id];

export const images: readonly Image[] = [
  image("linode/debian12", "Debian 12", "2023-06-12T00:00:00", "2028-06-30T00:00:00"),
  image("linode/debian13", "Debian 13", "2025-08-11T00:00:00", "2030-06-30T00:00:00"),
  image("linode/ubuntu24.04", "Ubuntu 24.04 LTS", "2024-04-25T00:00:00", "2029-05-31T00:00:00"),
];

function image(id: Image["id"], label: string, created: string, eol: string): Image {
  return {
    id,
    label,
    vendor: label.split(" ")[0],
    type: "manual",
    is_public: true,
    status: "available",
    capabilities: ["cloud-init"],
    created,
    updated: created,
    created_by: "linode",
    deprecated: false,
    description: null,
    eol,
    expiry: null,
    size: 1300,
    regions: [],
    tags: [],
    total_size: 1300,
  };
}

/** Finds by id. */
export function find<T extends { readonly id: string }>(all: readonly T[], id: string): T | undefined {
  return all.find((item) => item.id === id);
}

/** MB of a Linode's disks. */
export function diskOf({ disk, type: id }: { readonly disk?: number; readonly type: string }): number {
  return disk ?? find(types, id)?.disk ?? 0;
}

/** /v4/regions, /v4/linode/types, /v4/images */
export function catalogRoutes(app: Hono): void {
  const collections = { "/v4/regions": regions, "/v4/linode/types": types, "/v4/images": images } as const;
  for (const [path, all] of Object.entries<readonly { readonly id: string }[]>(collections)) {
    app.get(path, (c) => list(c, all, (item) => item));
    // An image's id has a slash, which some clients encode.
    app.get(`${path}/:id{.+}`, (c) => c.json(found(find(all, decodeURIComponent(c.req.param("id") ?? "")))));
  }
}
