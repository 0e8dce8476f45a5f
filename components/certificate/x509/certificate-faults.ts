import type { Fault } from "../../shared/fault";
import type { From } from "./bundle-content";
import { covers } from "./names";
import { keyWeakness } from "./private-key";
import type { Certificate } from "./x509";

const serverAuthentication = "1.3.6.1.5.5.7.3.1";
const anyUse = "2.5.29.37.0";
const otherKey = "Have it issued for another key";

/** Why a leaf cannot serve `names` at the time `now`. Chain and key are checked elsewhere. */
export function leafFaults({ path, value: leaf }: From<Certificate>, names: readonly string[], now: Date): Fault[] {
  const missing = names.filter((name) => !covers(leaf, name));
  const named = [...leaf.dnsNames, ...leaf.addresses];
  return [
    ...when(missing.length > 0, {
      path,
      problem: `must name ${missing.join(", ")}: it names ${named.length > 0 ? named.join(", ") : "nothing (a common name does not count)"}`,
      remedy: "Give a certificate for all names of the site, as subject alternative names",
    }),
    ...when(leaf.isAuthority && !leaf.isSelfSigned, {
      path,
      problem: `must be a server's certificate: ${leaf.subject} is an authority's`,
      remedy: "Give the leaf that was issued for the site along with its key",
    }),
    // RFC 8446, section 4.4.2.2: the key signs handshakes (bit 0). Key exchanges without a signature (bits 2 and 4) are not offered.
    ...when(leaf.keyUsage !== undefined && !leaf.keyUsage[0], {
      path,
      problem: "must allow digital signatures by its key usage: it does not",
      remedy: "Have it issued for a TLS server",
    }),
    ...when(leaf.mustStaple, {
      path,
      problem: "must not require a stapled OCSP response (RFC 7633): no server here staples one, and Firefox would refuse it",
      remedy: "Have it issued without the TLS feature status_request",
    }),
    // Most browsers cannot verify its signature in a handshake, though they can an authority's.
    ...when(leaf.publicKey.asymmetricKeyDetails?.namedCurve === "secp521r1", {
      path,
      problem: "must have an RSA key, or one on P-256 or P-384: most browsers refuse P-521",
      remedy: otherKey,
    }),
    ...commonFaults({ path, value: leaf }, now, "Have it renewed"),
  ];
}

/** Why an intermediate cannot vouch for what it issued. `depth` is its place in the chain; the leaf has 0. */
export function intermediateFaults({ path, value }: From<Certificate>, depth: number, now: Date): Fault[] {
  const { maxPathLength = Infinity } = value;
  return [
    ...when(!value.isAuthority, {
      path,
      problem: `must have only authorities behind the leaf: ${value.subject} is not one, by its basic constraints`,
      remedy: "Remove it, and give the authority's intermediate",
    }),
    ...when(maxPathLength < depth - 1, {
      path,
      problem: `must not have more authorities below ${value.subject} than its path length ${maxPathLength} allows: there are ${depth - 1}`,
      remedy: "Give the intermediates that belong to the leaf",
    }),
    ...commonFaults({ path, value }, now, `Get the current certificate of ${value.subject} from the authority`),
  ];
}

/** Why an authority's certificate cannot be used as a root. */
export function rootFaults({ path, value }: From<Certificate>, now: Date): Fault[] {
  return [
    ...when(!value.isSelfSigned || !value.isAuthority, {
      path,
      problem: `must be a root, an authority that signed itself: ${value.subject} is not`,
      remedy: "Give the root here, and intermediates in the chain",
    }),
    ...dateFaults({ path, value }, now, "Get the authority's current root"),
    ...keyFaults({ path, value }, "Use another authority"),
  ];
}

function commonFaults({ path, value }: From<Certificate>, now: Date, renewal: string): Fault[] {
  const use = value.extendedKeyUsage;
  return [
    ...dateFaults({ path, value }, now, renewal),
    ...keyFaults({ path, value }, otherKey),
    ...when(!value.hasStrongSignature, {
      path,
      problem: `${value.subject} must be signed with SHA-256 or better: it is not, and clients refuse it`,
      remedy: renewal,
    }),
    ...when(use !== undefined && !use.includes(serverAuthentication) && !use.includes(anyUse), {
      path,
      problem: `${value.subject} must allow TLS servers by its extended key usage: it does not`,
      remedy: "Have it issued for a TLS server",
    }),
    ...when(value.unknownCritical.length > 0, {
      path,
      problem: `${value.subject} has critical extensions that clients do not know: ${value.unknownCritical.join(", ")}`,
      remedy: "Have it issued without them",
    }),
  ];
}

function keyFaults({ path, value: { subject, publicKey } }: From<Certificate>, remedy: string): Fault[] {
  const weakness = keyWeakness(publicKey);
  return weakness === undefined ? [] : [{ path, problem: `${subject}: ${weakness}`, remedy }];
}

/** At its last instant, a certificate has already expired for OpenSSL and every client that uses it. */
function dateFaults({ path, value: { subject, notBefore, notAfter } }: From<Certificate>, now: Date, remedy: string): Fault[] {
  return [
    ...when(notAfter <= now, { path, problem: `must be valid now: ${subject} expired on ${notAfter.toISOString()}`, remedy }),
    ...when(notBefore > now, {
      path,
      problem: `must be valid now: ${subject} is not valid before ${notBefore.toISOString()}`,
      remedy: "Wait until then, or check the clock of this machine",
    }),
  ];
}

function when(isWrong: boolean, fault: Fault): Fault[] {
  return isWrong ? [fault] : [];
}
