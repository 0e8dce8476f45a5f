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
}

/** The addresses of a site's hosts, the first one's first. */
export function addressesOf({ address, otherHosts = [] }: { readonly address: string; readonly otherHosts?: readonly ExpectedHost[] }): string[] {
  return [address, ...otherHosts.map((each) => each.address)];
}
