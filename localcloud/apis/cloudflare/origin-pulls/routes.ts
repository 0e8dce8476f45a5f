import { X509Certificate } from "node:crypto";
import type { Hono } from "hono";
import type { StoredZone } from "../../../zones/stored";
import { newId } from "../../../zones/seed";
import { OriginPulls, type ClientCertificate, type PullCertificate } from "../../../zones/origin-pulls";
import { readBody } from "../body";
import { zoneOf, type Backend, type Env } from "../context";
import { page, success } from "../envelope";
import { fault, faults } from "../faults";
import { hostRoutes } from "./host-routes";
import { invalid, uploaded } from "./input";
import { shownCertificate } from "./presentation";

const pageSize = { default: 50, maximum: 50 };
/** https://developers.cloudflare.com/ssl/origin-configuration/authenticated-origin-pull/set-up/per-hostname/ */
const hostCertificateLimit = 10;

/** https://developers.cloudflare.com/api/resources/origin_tls_client_auth/ */
export function originPullRoutes(app: Hono<Env>, backend: Backend): void {
  const { store, zones } = backend;
  const pulls = new OriginPulls(store);
  const base = "/zones/:zone/origin_tls_client_auth";

  app.get(`${base}/settings`, (c) => {
    const zone = zoneOf(c, zones, "SSL and Certificates Read", faults.unauthorized);
    return success(c, { enabled: pulls.isEnabledFor(zone.id) });
  });

  app.put(`${base}/settings`, (c) => {
    const zone = zoneOf(c, zones, "SSL and Certificates Write", faults.unauthorized);
    const { enabled } = readBody(c);
    if (typeof enabled !== "boolean") throw invalid("enabled must be true or false");
    pulls.enable(zone.id, enabled);
    return success(c, { enabled });
  });

  // Registered before the routes of a zone's own certificates, which have an id instead of `hostnames`.
  hostRoutes(app, backend, pulls);
  for (const level of ["host", "zone"] as const) {
    const path = level === "host" ? `${base}/hostnames/certificates` : base;

    app.get(path, (c) => {
      const zone = zoneOf(c, zones, "SSL and Certificates Read", faults.unauthorized);
      const listed = pulls.list(zone.id, level).map((each) => shownCertificate(pulls, each));
      // For a zone without certificates, Cloudflare answers null instead of an empty list.
      return level === "zone" && listed.length === 0 ? success(c, null) : page(c, listed, pageSize);
    });

    app.post(path, (c) => {
      const zone = zoneOf(c, zones, "SSL and Certificates Write", faults.unauthorized);
      const given = uploaded(readBody(c));
      return success(c, shownCertificate(pulls, upload(pulls, zone, level, given)));
    });

    app.get(`${path}/:certificate`, (c) => {
      const zone = zoneOf(c, zones, "SSL and Certificates Read", faults.unauthorized);
      return success(c, shownCertificate(pulls, found(pulls, zone, level, c.req.param("certificate"))));
    });

    app.delete(`${path}/:certificate`, (c) => {
      const zone = zoneOf(c, zones, "SSL and Certificates Write", faults.unauthorized);
      const certificate = found(pulls, zone, level, c.req.param("certificate"));
      if (pulls.statusOf(certificate) === "pending_deletion") throw fault(400, 1414, "Certificate is pending deletion");
      if (pulls.hosts.list().some(({ certificateId, enabled }) => certificateId === certificate.id && enabled !== null))
        throw fault(400, 1433, "Certificate is in use by one or more hostnames");
      return success(c, shownCertificate(pulls, pulls.certificates.put({ ...certificate, deletedOn: new Date().toISOString() })));
    });
  }
}

function upload(pulls: OriginPulls, zone: StoredZone, level: PullCertificate["level"], given: ClientCertificate): PullCertificate {
  const listed = pulls.list(zone.id, level);
  const print = fingerprint(given.certificate);
  if (listed.some(({ certificate }) => fingerprint(certificate) === print)) throw fault(400, 1406, "A certificate with the same content already exists");
  if (level === "host" && listed.length >= hostCertificateLimit)
    throw invalid(`a zone has at most ${String(hostCertificateLimit)} certificates for host names`);
  return pulls.certificates.put({ id: newId(), zoneId: zone.id, level, ...given, uploadedOn: new Date().toISOString() });
}

function found(pulls: OriginPulls, zone: StoredZone, level: PullCertificate["level"], id: string): PullCertificate {
  const certificate = pulls.list(zone.id, level).find((each) => each.id === id);
  if (!certificate) throw fault(404, 1551, "Certificate not found");
  return certificate;
}

const fingerprint = (certificate: string): string => new X509Certificate(certificate).fingerprint256;
