import type { EdgeSettings } from "../zones/zone";
import { type Fields, withoutHopByHop } from "./fields";
import type { Scheme } from "./ssl-mode";

export interface Visit {
  readonly host: string;
  readonly scheme: Scheme;
  /** The visitor's address. */
  readonly address: string;
  /** Cloudflare's identifier of the request: 16 hexadecimal digits and the data centre. */
  readonly ray: string;
}

/** The edge answers or replaces these, so it never passes on the visitor's. */
const replacedInRequests = ["host", "expect", "x-real-ip"];

/** Instructions to a proxy (developers.cloudflare.com/fundamentals/reference/http-headers), and `Alt-Svc`, which would lead visitors past the edge. */
const removedFromResponses = ["x-accel-buffering", "x-accel-charset", "x-accel-limit-rate", "x-accel-redirect", "alt-svc"];

/** The fields of the request that goes to the origin (developers.cloudflare.com/fundamentals/reference/http-headers). */
export function requestFields(received: Fields, visit: Visit): Fields {
  const fields: Fields = new Map([["host", [visit.host]]]);
  for (const [name, lines] of withoutHopByHop(received)) {
    if (!replacedInRequests.includes(name) && !name.startsWith("cf-")) fields.set(name, lines);
  }
  append(fields, "x-forwarded-for", visit.address);
  fields.set("x-forwarded-proto", [visit.scheme]);
  append(fields, "cdn-loop", "cloudflare");
  fields.set("cf-connecting-ip", [visit.address]);
  fields.set("cf-ipcountry", ["XX"]);
  fields.set("cf-ray", [visit.ray]);
  fields.set("cf-visitor", [JSON.stringify({ scheme: visit.scheme })]);
  return fields;
}

/** The fields of the answer to the visitor, from the origin's. */
export function responseFields(received: Fields, visit: Visit, settings: EdgeSettings, cacheStatus: string): Fields {
  const fields = withoutHopByHop(received);
  for (const name of removedFromResponses) fields.delete(name);
  fields.set("cf-cache-status", [cacheStatus]);
  return withEdgeFields(fields, visit, settings);
}

/** Adds the fields of every answer of the edge. */
export function withEdgeFields(fields: Fields, visit: Visit, settings: EdgeSettings | undefined): Fields {
  fields.set("server", ["cloudflare"]);
  fields.set("cf-ray", [visit.ray]);
  const hsts = settings?.hsts;
  // RFC 6797 section 7.2: never over plain HTTP.
  if (hsts && visit.scheme === "https") fields.set("strict-transport-security", [hstsValue(hsts)]);
  return fields;
}

function hstsValue(hsts: NonNullable<EdgeSettings["hsts"]>): string {
  return [`max-age=${hsts.maxAge}`, ...(hsts.includeSubdomains ? ["includeSubDomains"] : []), ...(hsts.preload ? ["preload"] : [])].join("; ");
}

function append(fields: Fields, name: string, value: string): void {
  fields.set(name, [[...(fields.get(name) ?? []), value].join(", ")]);
}
