import { X509Certificate } from "node:crypto";
import type { Fault } from "../../shared/fault";
import type { From } from "./bundle-content";
import type { Trust } from "./facts";
import { rootFaults, intermediateFaults } from "./certificate-faults";
import { forbiddenNames } from "./name-constraints";
import { parsePem } from "./pem";
import { isIssuedBy, readCertificate, type Certificate } from "./x509";

/** Who vouches for a chain. */
export type Authority =
  /** One of these roots, PEM, that every client has. */
  | { readonly kind: "public"; readonly roots: readonly string[] }
  /** The root in the setting `path`, PEM, that the clients were given. */
  | { readonly kind: "private"; readonly root: string; readonly path: string; readonly trust: Trust }
  /** The issuer, which sent the certificate over an authenticated connection; its root is not available. */
  | { readonly kind: "issuer"; readonly trust: Trust }
  /**
   * An ACME server, which also sends the intermediates (RFC 8555, section 7.4.2);
   * `root`, PEM, may be the root of what it issues, or only that of its own HTTPS.
   */
  | { readonly kind: "acme"; readonly trust: Trust; readonly root?: string | undefined };

/** The verdict on a chain. */
export interface ChainVerdict {
  readonly trust: Trust;
  readonly faults: readonly Fault[];
}

/** Checks a chain at the time `now`. Its signatures are already verified, as the chain was ordered by them. */
export function judgeChain(chain: readonly [From<Certificate>, ...From<Certificate>[]], authority: Authority, now: Date): ChainVerdict {
  const [leaf, ...intermediates] = chain;
  if (leaf.value.isSelfSigned && authority.kind !== "acme") return { trust: "self", faults: [] };
  const own = depthsOf(chain).flatMap(([each, depth]) => (depth === 0 || each.value.isSelfSigned ? [] : intermediateFaults(each, depth, now)));
  const { trust, anchor, faults } = anchorOf(chain, authority, now);
  const authorities = [...intermediates, ...(anchor ? [anchor] : [])];
  return { trust, faults: [...own, ...faults, ...authorities.flatMap(({ value }) => constraintFaults(leaf, value))] };
}

/** How many steps each certificate is above the leaf. One that several authorities signed is in the chain several times, at the same height. */
function depthsOf(chain: readonly From<Certificate>[]): (readonly [From<Certificate>, number])[] {
  const depths: (readonly [From<Certificate>, number])[] = [];
  for (const issuer of chain) {
    const below = depths.filter(([{ value }]) => isIssuedBy(value.x509, issuer.value.x509)).map(([, depth]) => depth);
    depths.push([issuer, depths.length === 0 ? 0 : 1 + Math.min(...below)]);
  }
  return depths;
}

interface Anchor extends ChainVerdict {
  readonly anchor?: From<Certificate>;
}

function anchorOf(chain: readonly [From<Certificate>, ...From<Certificate>[]], authority: Authority, now: Date): Anchor {
  switch (authority.kind) {
    case "issuer":
      return { trust: authority.trust, faults: [] };
    case "acme": {
      const isIssued = chain.length > 1 || rootsIn(authority.root).some((root) => endsIn(chain[0].value, root));
      return { trust: authority.trust, faults: isIssued ? [] : [missing(chain, "an authority")] };
    }
    case "private": {
      const root = readRoot(authority.root, authority.path);
      if ("problem" in root) return { trust: authority.trust, faults: [root] };
      const vouches = chain.some(({ value }) => endsIn(value, root.value.x509));
      return {
        trust: authority.trust,
        anchor: root,
        faults: [...rootFaults(root, now), ...(vouches ? [] : [missing(chain, `the root ${root.value.subject} in ${authority.path}`)])],
      };
    }
    case "public": {
      const root = publicRoot(
        chain.map(({ value }) => value),
        authority.roots,
        now,
      );
      return root
        ? { trust: "public", anchor: { path: chain[0].path, value: root }, faults: [] }
        : { trust: "public", faults: [missing(chain, "a public root")] };
    }
  }
}

/** There are about 150 roots, so one is read in full only when it signed something here. */
function publicRoot(chain: readonly Certificate[], roots: readonly string[], now: Date): Certificate | undefined {
  const found = roots
    .map((text) => new X509Certificate(text))
    .find((root) => new Date(root.validTo) > now && chain.some((certificate) => endsIn(certificate, root)));
  return found && readCertificate(found.raw);
}

/** The one certificate in the text of the setting `path`. */
export function readRoot(text: string, path: string): From<Certificate> | Fault {
  const {
    blocks: [block, ...others],
    faults,
  } = parsePem(text);
  const unreadable: Fault = {
    path,
    problem: "must be one root certificate as PEM: it is not",
    remedy: "Give the authority's root alone, from -----BEGIN CERTIFICATE----- on",
  };
  if (block?.label !== "CERTIFICATE" || others.length > 0 || faults.length > 0) return unreadable;
  try {
    return { path, value: readCertificate(block.der) };
  } catch {
    return unreadable;
  }
}

function rootsIn(text = ""): X509Certificate[] {
  return parsePem(text)
    .blocks.filter(({ label }) => label === "CERTIFICATE")
    .map(({ der }) => new X509Certificate(der));
}

function endsIn({ x509 }: Certificate, root: X509Certificate): boolean {
  return x509.raw.equals(root.raw) || isIssuedBy(x509, root);
}

/** Names the missing issuer, and where its certificate is published if the certificate that it issued says so. */
function missing(chain: readonly [From<Certificate>, ...From<Certificate>[]], wanted: string): Fault {
  const { path, value: last } =
    chain.find(({ value }) => !chain.some((other) => other.value !== value && isIssuedBy(value.x509, other.value.x509))) ?? chain[0];
  if (last.isSelfSigned)
    return {
      path,
      problem: `must lead to ${wanted}: it ends in the root ${last.subject}, which is a different one`,
      remedy: "Give that root as `root` when it is the one of a private authority",
    };
  const [, published] = /CA Issuers - URI:(\S+)/.exec(last.x509.infoAccess ?? "") ?? [];
  return {
    path,
    problem: `must lead to ${wanted}: the issuer of ${last.subject} is missing, ${last.issuer}`,
    remedy:
      `Append the intermediate certificate${published === undefined ? "" : `, published at ${published},`} or, ` +
      "of a private authority, give its root as `root`",
  };
}

function constraintFaults(leaf: From<Certificate>, authority: Certificate): Fault[] {
  if (!authority.nameConstraints) return [];
  try {
    const names = forbiddenNames(authority.nameConstraints, leaf.value);
    return names.length === 0
      ? []
      : [
          {
            path: leaf.path,
            problem: `${authority.subject} may not certify ${names.join(", ")}, by its name constraints`,
            remedy: "Have it issued by an authority that is allowed to",
          },
        ];
  } catch {
    return [{ path: leaf.path, problem: `the name constraints of ${authority.subject} do not parse`, remedy: "Have it issued by another authority" }];
  }
}
