import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Instance } from "../instance";
import { certificatesIn } from "../pki/certificates-in";

/** Where the local cloud's authorities keep their keys and roots. */
export const authorityDirectories = (
  instance: Instance,
): { readonly edge: string; readonly originCa: string; readonly originPull: string; readonly acmeEndpoint: string } => ({
  edge: join(instance.directory, "pki", "edge"),
  originCa: join(instance.directory, "pki", "origin-ca"),
  originPull: join(instance.directory, "pki", "origin-pull"),
  acmeEndpoint: join(instance.directory, "pki", "acme-endpoint"),
});

/** The root of the certificates that visitors see, a PEM file. */
export const edgeRoot = (instance: Instance): string => join(authorityDirectories(instance).edge, "root.pem");

/** A PEM file with roots that everybody in this local cloud trusts like the real public ones. It need not exist. */
export const publicRootsFile = (instance: Pick<Instance, "directory">): string => join(instance.directory, "pki", "public-roots.pem");

export function publicRoots(instance: Pick<Instance, "directory">): string[] {
  const file = publicRootsFile(instance);
  return existsSync(file) ? certificatesIn(readFileSync(file, "utf8")) : [];
}

/** The root of the ACME directory's own certificate, a PEM file. */
export const acmeEndpointRoot = (instance: Instance): string => join(authorityDirectories(instance).acmeEndpoint, "root.pem");

/** The root of the certificates that the Cloudflare API issues for origins, a PEM file. */
export const originCaRoot = (instance: Instance): string => join(authorityDirectories(instance).originCa, "root.pem");

/** A PEM file for the ACME server's clients: the roots of the certificates that it issues, and of its own. */
export const acmeRoots = (instance: Instance): string => join(instance.directory, "pki", "acme", "root.pem");
