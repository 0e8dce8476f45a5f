import type { Hono } from "hono";
import type { StoredZone } from "../../../zones/stored";
import type { OriginPulls, PulledHost } from "../../../zones/origin-pulls";
import { readBody } from "../body";
import { zoneOf, type Backend, type Env } from "../context";
import { success } from "../envelope";
import { fault, faults } from "../faults";
import { choices, invalid, type Choice } from "./input";
import { shownHost } from "./presentation";

const mostHosts = 100;

/** The settings of host names: https://developers.cloudflare.com/api/resources/origin_tls_client_auth/subresources/hostnames/ */
export function hostRoutes(app: Hono<Env>, { zones }: Backend, pulls: OriginPulls): void {
  const base = "/zones/:zone/origin_tls_client_auth/hostnames";

  app.put(base, (c) => {
    const zone = zoneOf(c, zones, "SSL and Certificates Write", faults.unauthorized);
    const given = choices(readBody(c));
    const now = new Date().toISOString();
    const changed = given.map((choice) => chosen(pulls, zone, choice, now));
    return success(
      c,
      changed.map((host) => shownHost(pulls, pulls.hosts.put(host))),
    );
  });

  app.get(`${base}/:hostname`, (c, next) => {
    if (c.req.param("hostname") === "certificates") return next();
    const zone = zoneOf(c, zones, "SSL and Certificates Read", faults.unauthorized);
    const host = pulls.hosts.get(c.req.param("hostname").toLowerCase());
    if (host?.zoneId !== zone.id || pulls.statusOfHost(host) === "deleted") throw fault(404, 1553, "Hostname not found");
    return success(c, shownHost(pulls, host));
  });
}

/** A host's new entry. @throws ApiFault if the choice is not allowed. */
function chosen(pulls: OriginPulls, zone: StoredZone, { hostname, enabled, certificateId: wanted }: Choice, now: string): PulledHost {
  const known = pulls.hosts.get(hostname);
  const former = known && pulls.statusOfHost(known) !== "deleted" ? known : undefined;
  const certificateId = wanted ?? former?.certificateId;
  if (hostname !== zone.name && !hostname.endsWith(`.${zone.name}`)) throw invalid(`${hostname} is not in the zone ${zone.name}`);
  const certificate = pulls.list(zone.id, "host").find(({ id }) => id === certificateId);
  if (certificateId === undefined || !certificate) throw fault(400, 1415, "Invalid certificate ID");
  if (enabled !== null) {
    const status = pulls.statusOf(certificate);
    if (status === "pending_deletion") throw fault(400, 1414, "Certificate is pending deletion");
    if (status !== "active") throw fault(400, 1434, "Certificate is pending deployment");
    const others = pulls.hosts.list().filter((host) => host.certificateId === certificateId && host.enabled !== null && host.id !== hostname);
    if (others.length >= mostHosts) throw invalid(`a certificate has at most ${String(mostHosts)} host names`);
  }
  if (former?.certificateId === certificateId && former.enabled === enabled) return former;
  return {
    id: hostname,
    zoneId: zone.id,
    certificateId,
    enabled,
    createdOn: former?.createdOn ?? now,
    updatedOn: now,
    ...(former && { before: { certificateId: former.certificateId, enabled: former.enabled } }),
  };
}
