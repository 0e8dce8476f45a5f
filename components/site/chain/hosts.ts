/** One of a site's hosts besides its first one. */
export interface ExpectedHost {
  /** Its name in the settings. */
  readonly host: string;
  /** Its address. */
  readonly address: string;
  /** SHA-256 of the leaf that its server served after the push. */
  readonly servedSha256: string;
  /**
   * Its SSH port, if its firewall should admit everybody to it.
   * @default unknown, or only some addresses may connect
   */
  readonly sshPort?: number;
  /**
   * Its IPv6 address, to which the records lead as well.
   * @default none
   */
  readonly ipv6?: string;
}

interface ExpectedAddresses extends Pick<ExpectedHost, "address" | "ipv6"> {
  readonly otherHosts?: readonly ExpectedHost[];
}

/** The addresses of a site's hosts, the first one's first. */
export function addressesOf({ otherHosts = [], ...first }: ExpectedAddresses): string[] {
  return [first, ...otherHosts].flatMap(({ address, ipv6 }) => (ipv6 === undefined ? [address] : [address, ipv6]));
}
