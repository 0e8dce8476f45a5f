/** A certificate authority of the local cloud. Its key stays in the state folder, readable only by its owner. */
export interface Authority {
  /** The root, PEM. */
  readonly certificate: string;
  /** A new key (ECDSA P-256) and a leaf for `names`, PEM, for a server unless `purpose` says otherwise; the chain excludes the root. */
  issue(
    names: readonly string[],
    leaf: { readonly days: number; readonly purpose?: "server" | "client" },
  ): Promise<{ readonly key: string; readonly certificate: string }>;
  /** A leaf for the public key of a PEM certificate request, whose signature is checked. */
  sign(
    request: string,
    names: readonly string[],
    validity: { readonly days: number },
  ): Promise<{ readonly certificate: string; readonly serialNumber: string; readonly notAfter: Date }>;
}
