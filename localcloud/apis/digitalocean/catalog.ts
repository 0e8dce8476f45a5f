import type { System } from "../../image/system";

/** A droplet size, as the vendor lists it. */
export interface Size {
  readonly slug: string;
  /** MiB. */
  readonly memory: number;
  readonly vcpus: number;
  /** GiB. */
  readonly disk: number;
  /** TB a month. */
  readonly transfer: number;
  /** US dollars. */
  readonly price_monthly: number;
  readonly price_hourly: number;
  readonly regions: readonly string[];
  readonly available: boolean;
  readonly description: string;
}

export interface Region {
  readonly name: string;
  readonly slug: string;
  readonly features: readonly string[];
  readonly available: boolean;
  readonly sizes: readonly string[];
}

export interface Image {
  readonly id: number;
  readonly name: string;
  readonly type: "base";
  readonly distribution: string;
  readonly slug: keyof typeof systems;
  readonly public: boolean;
  readonly regions: readonly string[];
  readonly created_at: string;
  readonly min_disk_size: number;
  readonly size_gigabytes: number;
  readonly description: string;
  readonly tags: readonly string[];
  readonly status: "available";
  readonly error_message: string;
}

const cities: Readonly<Record<string, string>> = {
  nyc1: "New York 1",
  nyc2: "New York 2",
  nyc3: "New York 3",
  ams3: "Amsterdam 3",
  sfo2: "San Francisco 2",
  sfo3: "San Francisco 3",
  sgp1: "Singapore 1",
  lon1: "London 1",
  fra1: "Frankfurt 1",
  tor1: "Toronto 1",
  blr1: "Bangalore 1",
  syd1: "Sydney 1",
  atl1: "Atlanta 1",
};

const slugs = Object.keys(cities);

const size = (slug: string, memory: number, vcpus: number, disk: number, transfer: number, monthly: number, hourly: number): Size => ({
  slug,
  memory,
  vcpus,
  disk,
  transfer,
  price_monthly: monthly,
  price_hourly: hourly,
  regions: slugs,
  available: true,
  description: "Basic",
});

/** The basic sizes, which every account may use: https://www.digitalocean.com/pricing/droplets */
export const sizes: readonly Size[] = [
  size("s-1vcpu-512mb-10gb", 512, 1, 10, 0.5, 4, 0.00595),
  size("s-1vcpu-1gb", 1024, 1, 25, 1, 6, 0.00893),
  size("s-1vcpu-2gb", 2048, 1, 50, 2, 12, 0.01786),
  size("s-2vcpu-2gb", 2048, 2, 60, 3, 18, 0.02679),
  size("s-2vcpu-4gb", 4096, 2, 80, 4, 24, 0.03571),
  size("s-4vcpu-8gb", 8192, 4, 160, 5, 48, 0.07143),
  size("s-8vcpu-16gb", 16384, 8, 320, 6, 96, 0.14286),
];

const features = ["backups", "ipv6", "metadata", "install_agent", "storage", "image_transfer"];

export const regions: readonly Region[] = slugs.map((slug) => ({
  name: cities[slug] ?? slug,
  slug,
  features,
  available: true,
  sizes: sizes.map((each) => each.slug),
}));

/** The systems that droplets here really run, by the slugs of their images. */
const systems = { "debian-12-x64": "debian-12", "debian-13-x64": "debian-13", "ubuntu-24-04-x64": "ubuntu-24.04" } as const satisfies Record<string, System>;

export const systemOf = ({ slug }: Image): System => systems[slug];

export const images: readonly Image[] = [
  image(123456012, "debian-12-x64", "Debian", "12 x64", "2023-06-14T15:41:01Z"),
  image(123456013, "debian-13-x64", "Debian", "13 x64", "2025-08-20T15:20:45Z"),
  image(123456024, "ubuntu-24-04-x64", "Ubuntu", "24.04 (LTS) x64", "2024-04-29T17:45:12Z"),
];

function image(id: number, slug: Image["slug"], distribution: string, name: string, createdAt: string): Image {
  return {
    id,
    name,
    type: "base",
    distribution,
    slug,
    public: true,
    regions: slugs,
    created_at: createdAt,
    min_disk_size: 7,
    size_gigabytes: 0.5,
    description: `${distribution} ${name}`,
    tags: [],
    status: "available",
    error_message: "",
  };
}

export const findSize = (slug: string): Size | undefined => sizes.find((each) => each.slug === slug);
/** GiB of a droplet's disk. */
export const diskOf = ({ disk, size }: { readonly disk?: number; readonly size: string }): number | undefined => disk ?? findSize(size)?.disk;
export const findRegion = (slug: string): Region | undefined => regions.find((each) => each.slug === slug);
/** Finds by slug or by id; like the vendor, accepts an id as a string too. */
export const findImage = (key: string | number): Image | undefined => images.find((each) => each.slug === key || String(each.id) === String(key));
