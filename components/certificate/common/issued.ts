import type { Fault } from "../../shared/fault";
import { readBundle, type BundleVerdict, type BundleRequirements } from "../x509/bundle";
import type { BundlePart } from "../x509/bundle-content";
import type { Authority } from "../x509/chain-faults";

/** What an ACME server vouches for; `root`, PEM, is given for a private CA. */
export function acmeAuthority(root: string | undefined): Authority {
  return { kind: "acme", trust: root === undefined ? "public" : "private", root };
}

/** Judges what an authority handed over for names among which wildcards may be: certificates, and as the last of the parts their key. */
export function readIssued(
  parts: readonly [BundlePart, ...BundlePart[]],
  { names, now, authority }: Pick<BundleRequirements, "names" | "now" | "authority">,
): BundleVerdict {
  const paths = { certificate: parts[0].path, privateKey: parts.at(-1)?.path ?? parts[0].path };
  // A wildcard is looked for as one of the names that it stands for.
  return readBundle(parts, { paths, names: names.map((name) => name.replace(/^\*(?=\.)/, "tlsup")), now, authority });
}

/** A certificate and its key, PEM, that no setting holds. */
export function issuedParts(certificate: string, privateKey: string): readonly [BundlePart, BundlePart] {
  return [
    { path: "the certificate", content: { pem: certificate } },
    { path: "its key", content: { pem: privateKey } },
  ];
}

/** Why `what` is not used, in words that a user reads. */
export function refusal(what: string, faults: readonly Fault[], remedy: string): string {
  return `Cannot use ${what} as visitors would refuse it: ${faults.map(({ path, problem }) => `${path} ${problem}`).join("; ")}. ${remedy}`;
}
