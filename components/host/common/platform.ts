import * as v from "valibot";
import { oneOf } from "../../shared/words";

/** The systems that configurations are written for: ID and VERSION_ID of os-release(5). */
export const releases = ["debian-12", "debian-13", "ubuntu-24.04"] as const;

/** The part of a host's system that a server's configuration depends on. */
export interface Platform {
  readonly release: (typeof releases)[number];
}

/**
 * What each vendor calls the image of a system.
 * Sources: GET /v2/images of DigitalOcean, GET /v1/images of Hetzner, GET /v4/images of Linode.
 */
const spellings = {
  digitalocean: (release: string) => `${release.replace(".", "-")}-x64`,
  hetzner: (release: string) => release,
  linode: (release: string) => `linode/${release.replace("-", "")}`,
} as const;

/** The images of one vendor, by its own names. */
export function imagesOf(vendor: keyof typeof spellings): v.GenericSchema<string> {
  const names = releases.map(spellings[vendor]);
  return v.pipe(
    v.string(),
    v.check((name) => names.includes(name), `must be ${oneOf(names)}`),
  );
}

/** A system in words, e.g. `Debian 12`. */
export function titleOf(release: string): string {
  return release.replace("-", " ").replace(/^./, (first) => first.toUpperCase());
}

/** The systems in words. */
export const systems = oneOf(releases.map(titleOf));

const rule = `must be ${systems} by a vendor's name for it, like ${oneOf(Object.values(spellings).map((spell) => spell("debian-12")))}`;

/** The image that a host runs, by any vendor's name. */
export const image = v.pipe(
  v.string(),
  v.check((name) => found(name) !== undefined, rule),
);

/** The image of a host whose settings name none. */
export const defaultImage = "debian-12-x64";

/** The platform of a host's image, e.g. `debian-12-x64`. Throws on an unknown image. */
export function platformOf(image: string): Platform {
  const release = found(image);
  if (release === undefined) throw new Error(`Cannot write a configuration for ${image} as the image ${rule}`);
  return { release };
}

function found(image: string): Platform["release"] | undefined {
  return releases.find((release) => Object.values(spellings).some((spell) => spell(release) === image));
}

/** The image of a system, as settings of a machine that exists name it. */
export const imageNamed = spellings.digitalocean;

/**
 * The upstream version of a program in each of these systems, which security updates do not change. A release of a site names the version it was
 * written for among its packages, and a host with an older version refuses it.
 * Sources: https://packages.debian.org/, https://packages.ubuntu.com/noble/
 */
export type Versions = Readonly<Record<Platform["release"], string>>;
