import { isDeepStrictEqual } from "node:util";
import { leafFacts, type LeafFacts, type Trust } from "tlsup";
import { read, textOf, type SeenResource } from "./resources";

/** What a program says about the certificate of a release. */
export interface SeenCertificate {
  /** Its source, as a site's setting; `undefined` if the resources do not tell. */
  readonly source: Readonly<Record<string, unknown>> | undefined;
  /** Absent if it is not made yet, or only on the host. */
  readonly leaf?: LeafFacts;
  /** Who may trust it. */
  readonly trusts: readonly Trust[];
}

const sources: Readonly<Record<string, (resource: SeenResource) => SeenCertificate>> = {
  "tls:index/selfSignedCert:SelfSignedCert": () => signed("up"),
  "cloudflare:index/originCaCertificate:OriginCaCertificate": () => ({ source: { source: "origin-ca" }, trusts: ["cloudflare-origin"] }),
  "tlsup:index:AcmeCertificate": (order) => acme(order, { source: "lets-encrypt", ...(textOf(order, "solver", "kind") === "host" && { renewal: "host" }) }),
  "tlsup:index:KeptLineage": (order) => (textOf(order, "directory") === undefined ? signed("host") : acme(order, { ...onHost, ...provenOf(order) })),
  "tlsup:index:CertbotLineage": (order) => acme(order, { source: "certbot", challenge: textOf(order, "challenge") ?? "dns-01" }),
};

const onHost = { source: "lets-encrypt", renewal: "host" };

/** A host that has records at its names proves them by these. */
function provenOf(order: SeenResource): object {
  return read(order, "records") === undefined ? {} : { challenge: "dns-persist-01" };
}

const provided = { source: "provided", certificate: { file: "certificate.pem" } };
const anyone: readonly Trust[] = ["self", "cloudflare-origin", "public", "private"];

/** The certificate that a release serves, by what the release was made from. */
export function certificateOf(release: SeenResource, resources: readonly SeenResource[]): SeenCertificate {
  const pem = textOf(release, "files", "tls/fullchain.pem");
  const leaf = pem === undefined ? undefined : leafFacts(pem);
  const made = madeFrom(release);
  if (made) return { ...made, ...(leaf && { leaf }) };
  if (!leaf) return { source: undefined, trusts: anyone };
  const reader = resources.find((each) => each.type === "tlsup:index:ProvidedCertificate" && textOf(each, "facts", "sha256") === leaf.sha256);
  const trust = reader && (textOf(reader, "trust") as Trust | undefined);
  return { source: provided, leaf, trusts: trust ? [trust] : anyone };
}

/** Undefined if it may be one of several. The release depends on the authority of the edge's clients as well, which is a certificate too. */
function madeFrom(release: SeenResource): SeenCertificate | undefined {
  const { certificate = [] } = release.propertyDependencies;
  const isLocked = read(release, "files", "clients/authority.pem") !== undefined;
  const candidates = certificate.length > 0 || isLocked ? certificate : release.dependencies;
  const [made, ...others] = candidates.flatMap((each) => sources[each.type]?.(each) ?? []);
  return others.every((each) => isDeepStrictEqual(each, made)) ? made : undefined;
}

function signed(renewal: "up" | "host"): SeenCertificate {
  return { source: { source: "self-signed", renewal }, trusts: ["self"] };
}

function acme(order: SeenResource, source: Readonly<Record<string, unknown>>): SeenCertificate {
  const directory = textOf(order, "directory");
  const isPrivate = textOf(order, "root") !== undefined;
  return {
    source: { ...source, ...(directory && { directory }), ...(isPrivate && { root: { file: "root.pem" } }) },
    trusts: isPrivate ? ["private"] : ["public"],
  };
}
