import type { System } from "../../image/system";

interface Location {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly country: string;
  readonly city: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly network_zone: string;
}

const location = (id: number, name: string, city: string, country: string, latitude: number, longitude: number, zone: string): Location => ({
  id,
  name,
  description: `${city} ${name}`,
  country,
  city,
  latitude,
  longitude,
  network_zone: zone,
});

/** https://docs.hetzner.com/cloud/general/locations/ */
export const locations: readonly Location[] = [
  location(1, "fsn1", "Falkenstein", "DE", 50.47612, 12.370071, "eu-central"),
  location(2, "nbg1", "Nuremberg", "DE", 49.452102, 11.076665, "eu-central"),
  location(3, "hel1", "Helsinki", "FI", 60.169855, 24.938379, "eu-central"),
  location(4, "ash", "Ashburn, VA", "US", 39.045821, -77.487073, "us-east"),
  location(5, "hil", "Hillsboro, OR", "US", 45.54222, -122.951924, "us-west"),
  location(6, "sin", "Singapore", "SG", 1.283333, 103.833333, "ap-southeast"),
];

/** A server type, as the vendor lists it. */
export interface ServerType {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly cores: number;
  /** GB. */
  readonly memory: number;
  /** GB. */
  readonly disk: number;
  readonly cpu_type: "shared";
  readonly category: string;
  readonly storage_type: "local";
  readonly architecture: "x86" | "arm";
  readonly deprecated: false;
  readonly deprecation: null;
  readonly prices: readonly object[];
  readonly locations: readonly object[];
}

/** Has no prices, as nothing here costs anything. */
const type = (id: number, name: string, cores: number, memory: number, disk: number, architecture: ServerType["architecture"] = "x86"): ServerType => ({
  id,
  name,
  description: name.toUpperCase(),
  cores,
  memory,
  disk,
  cpu_type: "shared",
  category: "cost_optimized",
  storage_type: "local",
  architecture,
  deprecated: false,
  deprecation: null,
  prices: [],
  locations: locations.map(({ id: place, name: slug }) => ({ id: place, name: slug, deprecation: null, available: true, recommended: false })),
});

/** The server types with a shared x86 processor, and one with an Arm processor, which is x86 here: https://www.hetzner.com/cloud */
export const serverTypes: readonly ServerType[] = [
  type(114, "cx23", 2, 4, 40),
  type(115, "cx33", 4, 8, 80),
  type(116, "cx43", 8, 16, 160),
  type(22, "cpx11", 2, 2, 40),
  type(23, "cpx21", 3, 4, 80),
  type(24, "cpx31", 4, 8, 160),
  type(45, "cax11", 2, 4, 40, "arm"),
];

export interface Image {
  readonly id: number;
  readonly name: System;
  readonly [attribute: string]: unknown;
}

/** Only the systems that servers here really run. */
export const images: readonly Image[] = [
  image(114690387, "debian-12", "Debian 12", "2023-06-13T06:00:00+00:00"),
  image(114690389, "debian-13", "Debian 13", "2025-08-12T06:00:00+00:00"),
  image(114690401, "ubuntu-24.04", "Ubuntu 24.04", "2024-04-25T13:26:27+00:00"),
];

/** By the vendor's name, which is that of the system. */
function image(id: number, name: System, description: string, created: string): Image {
  const [flavor, version] = name.split("-");
  return {
    id,
    type: "system",
    status: "available",
    name,
    description,
    image_size: null,
    disk_size: 5,
    created,
    created_from: null,
    bound_to: null,
    os_flavor: flavor,
    os_version: version,
    rapid_deploy: true,
    protection: { delete: false },
    deprecated: null,
    deleted: null,
    labels: {},
    architecture: "x86",
  };
}

/** Finds by name or by id; like the vendor, accepts an id as a string too. */
function find<T extends { readonly id: number; readonly name: string }>(all: readonly T[], key: string | number): T | undefined {
  return all.find(({ id, name }) => name === key || String(id) === String(key));
}

export const findLocation = (key: string | number): Location | undefined => find(locations, key);
export const findServerType = (key: string | number): ServerType | undefined => find(serverTypes, key);
export const findImage = (key: string | number): Image | undefined => find(images, key);

/** GB of a server's disk. */
export const diskOf = ({ disk, serverType }: { readonly disk?: number; readonly serverType: string }): number | undefined =>
  disk ?? findServerType(serverType)?.disk;
