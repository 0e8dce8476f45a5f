import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import { acmeEndpointRoot, edgeRoot } from "../daemon/roots";
import type { Instance } from "../instance";
import { writeDurably } from "../store/store";

/** Files in which systems keep their trusted roots; the first one that exists counts. Source: Go's crypto/x509, root_linux.go. */
const systemRoots: readonly string[] = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/** Variables whose file replaces all of a program's roots: OpenSSL and Go, Python's requests, curl. */
const replacing = ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"] as const;

/** The variable whose file Node.js adds to its own roots. */
const adding = "NODE_EXTRA_CA_CERTS";

/**
 * The variables with which programs trust the local cloud's APIs and edge (and, by the file with all roots, also its ACME directory), in addition to
 * the roots that they trust already: those of the system, or of the files that this process's variables name. Creates the files that they name.
 */
export function trustEnvironment(instance: Instance, environment: NodeJS.ProcessEnv): Record<string, string> {
  const bundle = join(instance.directory, "pki", "trust.pem");
  const root = edgeRoot(instance);
  const given = (name: string): string | undefined => {
    const file = environment[name];
    return file !== undefined && existsSync(file) ? file : undefined;
  };
  const own = [...new Set(replacing.flatMap((name) => given(name) ?? []))];
  const extra = given(adding);
  const files = own.length > 0 ? own : systemRoots.filter((file) => existsSync(file)).slice(0, 1);
  const base = files.length > 0 ? files.map((file) => readFileSync(file, "utf8")) : rootCertificates;
  const isExtra = extra !== undefined && extra !== root;
  const parts = [...base, ...(isExtra && !files.includes(extra) ? [readFileSync(extra, "utf8")] : [])];
  const local = [root, acmeEndpointRoot(instance)].map((file) => readFileSync(file, "utf8").trimEnd());
  // When evaluated twice in one shell, the variables name the file written the first time, which has all roots.
  const all = [...parts, ...local.filter((each) => !parts.some((text) => text.includes(each)))];
  const content = all.map((text) => `${text.trimEnd()}\n`).join("");
  if (!existsSync(bundle) || readFileSync(bundle, "utf8") !== content) writeDurably(bundle, content, 0o644);
  return { ...Object.fromEntries(replacing.map((name) => [name, bundle])), [adding]: isExtra ? bundle : root };
}
