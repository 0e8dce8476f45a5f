import { rootCertificates } from "node:tls";

/** How long a visitor waits, in milliseconds. */
export const patience = 10_000;

/** Where to look at a host from. */
export interface Viewpoint {
  /**
   * The DNS server to ask, `address:port`.
   * @default the machine's own
   */
  readonly resolver?: string;
  /**
   * Roots that are trusted in addition to the public ones, PEM.
   * @default none
   */
  readonly roots?: readonly string[];
}

export function trustedRoots({ roots = [] }: Viewpoint): string[] {
  return [...rootCertificates, ...roots];
}
