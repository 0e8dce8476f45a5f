import * as v from "valibot";

/** The part of a host's system that a server's configuration depends on. */
export interface Platform {
  /** Debian's major version. */
  readonly debian: 12 | 13;
}

const pattern = /^(?:debian-(12|13)(?:-x64)?|linode\/debian(12|13))$/;

const rule = "must be Debian 12 or 13 by a vendor's name for it, like debian-12-x64, debian-12 or linode/debian12";

/** The image that a host runs, by any vendor's name. */
export const image = v.pipe(v.string(), v.regex(pattern, rule));

/** The image of a host whose settings name none. */
export const defaultImage = "debian-12-x64";

/** The platform of a host's image, e.g. `debian-12-x64`. Throws on an unknown image. */
export function platformOf(image: string): Platform {
  const [, suffixed, plain] = pattern.exec(image) ?? [];
  const version = suffixed ?? plain;
  if (version === undefined) throw new Error(`Cannot write a configuration for ${image} as the image ${rule}`);
  return { debian: version === "13" ? 13 : 12 };
}

/**
 * The upstream version of a program in each of Debian's releases, which security updates do not change. A release of a site names the version it was
 * written for among its packages, and a host with an older version refuses it.
 * Source: https://packages.debian.org/
 */
export type Versions = Readonly<Record<Platform["debian"], string>>;
