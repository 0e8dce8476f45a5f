import type { Hono } from "hono";
import type { Collection } from "../../store/store";
import { domainName } from "../../zones/names";
import type { Zones } from "../../zones/zones";
import { isStringList, readBody, type Body } from "./body";
import { demand, type Backend, type Env } from "./context";
import type { Credential } from "./credentials";
import { page, success } from "./envelope";
import { fault, faults } from "./faults";

interface StoredCertificate {
  /** The serial number, decimal. */
  readonly id: string;
  readonly zoneIds: readonly string[];
  readonly certificate: string;
  readonly csr: string;
  readonly hostnames: readonly string[];
  readonly requestType: string;
  /** Days. */
  readonly requestedValidity: number;
  readonly expiresOn: string;
  readonly revokedAt?: string;
}

/** https://developers.cloudflare.com/ssl/origin-configuration/origin-ca/ */
const validities = [7, 30, 90, 365, 730, 1095, 5475];
const requestTypes = ["origin-rsa", "origin-ecc"];
const hostnameLimit = 200;
const pageSize = { default: 20, maximum: 50 };

/** https://developers.cloudflare.com/api/resources/origin_ca_certificates/ ; Cloudflare does not document the codes that have no source here. */
export function certificateRoutes(app: Hono<Env>, { store, zones, originCa }: Backend): void {
  const certificates = store.collection<StoredCertificate>("origin-ca-certificates");

  app.post("/certificates", async (c) => {
    const { csr, ...order } = parse(readBody(c));
    const zoneIds = zonesOf(order.hostnames, zones, c.get("credential"));
    const signed = await originCa.sign(csr, order.hostnames, { days: order.requestedValidity }).catch((cause: unknown) => {
      throw fault(400, 1004, cause instanceof Error ? cause.message : "The csr is invalid");
    });
    const id = BigInt(`0x${signed.serialNumber}`).toString();
    return success(c, present(certificates.put({ id, zoneIds, certificate: signed.certificate, csr, ...order, expiresOn: signed.notAfter.toISOString() })));
  });

  app.get("/certificates", (c) => {
    const zoneId = c.req.query("zone_id");
    if (zoneId === undefined) throw fault(400, 1012, "Please provide a zone id when requesting a stored certificate, or fetch by serial number");
    demand(c, "SSL and Certificates Read", notAuthorized, zoneId);
    const inZone = certificates.list().filter((certificate) => certificate.revokedAt === undefined && certificate.zoneIds.includes(zoneId));
    return page(c, inZone.map(present), pageSize);
  });

  app.get("/certificates/:certificate", (c) => {
    const certificate = found(certificates, c.req.param("certificate"));
    for (const zoneId of certificate.zoneIds) demand(c, "SSL and Certificates Read", notAuthorized, zoneId);
    return success(c, present(certificate));
  });

  app.delete("/certificates/:certificate", (c) => {
    const certificate = found(certificates, c.req.param("certificate"));
    for (const zoneId of certificate.zoneIds) demand(c, "SSL and Certificates Write", notAuthorized, zoneId);
    const revoked = { ...certificate, revokedAt: certificate.revokedAt ?? new Date().toISOString() };
    certificates.put(revoked);
    return success(c, { id: revoked.id, revoked_at: revoked.revokedAt });
  });
}

const notAuthorized = (): ReturnType<typeof fault> => fault(403, 1016, "User is not authorized to perform this action");

function parse({
  csr,
  hostnames,
  request_type: requestType,
  requested_validity: requestedValidity = 5475,
}: Body): Pick<StoredCertificate, "csr" | "hostnames" | "requestType" | "requestedValidity"> {
  if (typeof csr !== "string") throw fault(400, 1004, "The csr must be a PEM-encoded certificate request");
  if (!isStringList(hostnames) || hostnames.length === 0 || hostnames.length > hostnameLimit)
    throw fault(400, 1004, `The hostnames must be a list of 1 to ${String(hostnameLimit)} names`);
  if (requestType === "keyless-certificate") throw faults.notImplemented("A certificate for Keyless SSL");
  if (typeof requestType !== "string" || !requestTypes.includes(requestType))
    throw fault(400, 1004, `The request_type must be one of ${requestTypes.join(", ")}`);
  if (typeof requestedValidity !== "number" || !validities.includes(requestedValidity))
    throw fault(400, 1004, `The requested_validity must be one of ${validities.join(", ")} days`);
  return { csr, hostnames: hostnames.map(validHostname), requestType, requestedValidity };
}

/** Lower case, in punycode; an asterisk stands for one label, in front of at least two. */
function validHostname(given: string): string {
  const name = domainName(given);
  const isAddress = name !== undefined && /(^|\.)\d+$/.test(name);
  if (name === undefined || isAddress || name.replace(/^\*\./, "").split(".").length < 2)
    throw refused(given, "it is no host name that a certificate may have");
  return name;
}

/** The zones of the names, which the credential must be allowed to certify. */
function zonesOf(hostnames: readonly string[], zones: Zones, credential: Credential): string[] {
  const ids = hostnames.map((hostname) => {
    const zone = zones.zoneOf(hostname.replace(/^\*\./, ""));
    if (!zone) throw refused(hostname, "this zone is either not part of your account, or you do not have access to it");
    if (!credential.allows("SSL and Certificates Write", zone.id)) throw notAuthorized();
    return zone.id;
  });
  return [...new Set(ids)];
}

const refused = (hostname: string, reason: string): ReturnType<typeof fault> =>
  fault(400, 1010, `Failed to validate requested hostname ${hostname}: ${reason}`);

/** The names are sorted: cloudflare/terraform-provider-cloudflare#5392 and #6239. */
function present(certificate: StoredCertificate): Record<string, unknown> {
  return {
    id: certificate.id,
    certificate: certificate.certificate,
    hostnames: certificate.hostnames.toSorted(),
    expires_on: certificate.expiresOn,
    request_type: certificate.requestType,
    requested_validity: certificate.requestedValidity,
    csr: certificate.csr,
    ...(certificate.revokedAt === undefined ? {} : { revoked_at: certificate.revokedAt }),
  };
}

function found(certificates: Collection<StoredCertificate>, id: string): StoredCertificate {
  const certificate = certificates.get(id);
  if (!certificate) throw fault(404, 1101, "Failed to read certificate from Database");
  return certificate;
}
