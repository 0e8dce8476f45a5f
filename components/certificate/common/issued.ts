import type { Fault } from "../../shared/fault";
import { readBundle, type BundleVerdict, type BundleRequirements } from "../x509/bundle";
import type { BundlePart } from "../x509/bundle-content";
import type { Authority } from "../x509/chain-faults";

/** The authority of an ACME server; `root`, PEM, is given for a private CA. */
export function acmeAuthority(root: string | undefined): Authority {
  return { kind: "acme", trust: root === undefined ? "public" : "private", root };
}

/** Checks what an authority issued for `names`, which may be wildcards: certificates, and their key as the last part. */
export function readIssued(
  parts: readonly [BundlePart, ...BundlePart[]],
  { names, now, authority }: Pick<BundleRequirements, "names" | "now" | "authority">,
): BundleVerdict {
  const paths = { certificate: parts[0].path, privateKey: parts.at(-1)?.path ?? parts[0].path };
  // A wildcard is checked as one of the names that it covers.
  return readBundle(parts, { paths, names: names.map((name) => name.replace(/^\*(?=\.)/, "tlsup")), now, authority });
}

/** A certificate and its key, PEM, that do not come from a setting. */
export function issuedParts(certificate: string, privateKey: string): readonly [BundlePart, BundlePart] {
  return [
    { path: "the certificate", content: { pem: certificate } },
    { path: "its key", content: { pem: privateKey } },
  ];
}

/** The error message that says why `what` is not used. */
export function refusal(what: string, faults: readonly Fault[], remedy: string): string {
  return `Cannot use ${what} as visitors would refuse it: ${faults.map(({ path, problem }) => `${path} ${problem}`).join("; ")}. ${remedy}`;
}
