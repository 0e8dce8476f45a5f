/** What a host runs, as far as a server's configuration depends on it. */
export interface Platform {
  /** Debian's major version. */
  readonly debian: 12 | 13;
}

/** The platform of a host's image, e.g. `debian-12-x64`. Throws on an image that nothing is known about. */
export function platformOf(image: string): Platform {
  const version = /^debian-(12|13)-x64$/.exec(image)?.[1];
  if (version === undefined) throw new Error(`Cannot write a configuration for ${image} as the image must be debian-12-x64 or debian-13-x64`);
  return { debian: version === "13" ? 13 : 12 };
}

/**
 * The upstream versions in Debian's releases, which security updates do not change. A release names the version it was written for
 * among its packages, and the host refuses it when it has an older one.
 * Source: https://packages.debian.org/
 */
export const versions: Readonly<Record<Platform["debian"], Readonly<Record<"apache2" | "caddy" | "dovecot" | "gunicorn" | "haproxy" | "nginx" | "openssl" | "postfix" | "postgresql" | "python3" | "vsftpd", string>>>> = {
  12: { apache2: "2.4", caddy: "2.6", dovecot: "2.3", gunicorn: "20.1", haproxy: "2.6", nginx: "1.22", openssl: "3.0", postfix: "3.7", postgresql: "15", python3: "3.11", vsftpd: "3.0" },
  13: { apache2: "2.4", caddy: "2.6", dovecot: "2.4", gunicorn: "23.0", haproxy: "3.0", nginx: "1.26", openssl: "3.5", postfix: "3.10", postgresql: "17", python3: "3.13", vsftpd: "3.0" },
};
