import { createPrivateKey, X509Certificate } from "node:crypto";
import type { ClientCertificate } from "../../../zones/origin-pulls";
import { domainName } from "../../../zones/names";
import { isObject, type Body } from "../body";
import { fault } from "../faults";

/** A client's choice for a host name. */
export interface Choice {
  readonly hostname: string;
  /** @default the certificate that it has */
  readonly certificateId?: string;
  readonly enabled: boolean | null;
}

/** A refusal whose code Cloudflare does not publish. */
export const invalid = (what: string): ReturnType<typeof fault> => fault(400, 1400, `Invalid request: ${what}`);

const clientAuthentication = "1.3.6.1.5.5.7.3.2";

/** The certificate and key of an upload. @throws ApiFault if the edge could not show them. */
export function uploaded({ certificate, private_key: privateKey }: Body): ClientCertificate {
  if (typeof certificate !== "string" || typeof privateKey !== "string") throw invalid("certificate and private_key must be PEM");
  const leaf = parsed(certificate);
  if (leaf.ca) throw invalid("missing leaf certificate");
  if (new Date(leaf.validTo).getTime() < Date.now()) throw invalid("the certificate has expired");
  const uses: readonly string[] = leaf.keyUsage ?? [];
  if (uses.length > 0 && !uses.includes(clientAuthentication)) throw invalid("the certificate is not for client authentication");
  if (!fits(leaf, privateKey)) throw invalid("the private key does not belong to the certificate");
  return { certificate, privateKey };
}

/** The choices of a request. @throws ApiFault if one is malformed. */
export function choices({ config }: Body): Choice[] {
  if (!Array.isArray(config) || config.length === 0) throw invalid("config must be a list of hostname, cert_id and enabled");
  return config.map((item: unknown) => {
    if (!isObject(item)) throw invalid("config must be a list of hostname, cert_id and enabled");
    const { hostname, cert_id: certificateId, enabled = null } = item;
    const name = typeof hostname === "string" ? domainName(hostname) : undefined;
    if (name === undefined) throw invalid("hostname must be a host name");
    if (enabled !== null && typeof enabled !== "boolean") throw invalid("enabled must be true, false or null");
    return { hostname: name, enabled, ...(typeof certificateId === "string" && { certificateId }) };
  });
}

function parsed(certificate: string): X509Certificate {
  try {
    return new X509Certificate(certificate);
  } catch {
    throw invalid("the certificate is no PEM certificate");
  }
}

function fits(leaf: X509Certificate, privateKey: string): boolean {
  try {
    return leaf.checkPrivateKey(createPrivateKey(privateKey));
  } catch {
    return false;
  }
}
