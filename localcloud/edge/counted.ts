import type { Tally } from "../traffic/tallies";
import type { Traffic } from "../traffic/traffic";
import { type Fields, members } from "./fields";
import type { Visit } from "./headers";
import type { VisitorResponse } from "./visitor";

/** A visitor's answer, and its counter. */
export interface Reply {
  readonly response: VisitorResponse;
  readonly counted: Counted;
}

/**
 * Counts a request for the analytics of its zone: the head of its answer and the bytes of its body, each before the visitor can see it.
 * An answer before the zone is known is not counted.
 */
export class Counted {
  #zoneId: string | undefined;
  #tally: Tally | undefined;

  constructor(
    readonly traffic: Traffic,
    readonly visit: Visit,
    readonly method: string,
    readonly received: Fields,
  ) {}

  in(zoneId: string): void {
    this.#zoneId = zoneId;
  }

  /** The head of the answer, counted in its HTTP/1.1 form. */
  answered(status: number, fields: Fields): void {
    if (this.#zoneId === undefined) return;
    const cacheStatus = fields.get("cf-cache-status")?.[0]?.toLowerCase() ?? "none";
    const dimensions = { ...this.#common(), cacheStatus, edgeResponseStatus: status, requestSource: "eyeball" };
    const visits = this.#isVisit(status, fields) ? 1 : 0;
    this.#tally = this.traffic.requests.add(this.#zoneId, dimensions, { edgeResponseBytes: headBytes(fields), visits });
  }

  /** Bytes of the answer's body. */
  sent(bytes: number): void {
    if (this.#tally && this.method !== "HEAD") this.#tally.sums.edgeResponseBytes = (this.#tally.sums.edgeResponseBytes ?? 0) + bytes;
  }

  /** The zone's protection kept the request from the origin. */
  stopped(action: "block" | "managed_challenge", source: "ratelimit" | "securitylevel"): void {
    if (this.#zoneId !== undefined) this.traffic.events.add(this.#zoneId, { ...this.#common(), action, source }, {});
  }

  /** The edge does not know the country, and tells the origin the same. */
  #common(): Record<string, string> {
    return { clientRequestHTTPHost: this.visit.host, clientRequestHTTPMethodName: this.method, clientCountryName: "XX" };
  }

  /** A page that was not opened from another page of the host (developers.cloudflare.com/analytics/graphql-api/migration-guides/graphql-api-analytics). */
  #isVisit(status: number, fields: Fields): boolean {
    const isPage = status === 200 && members(fields, "content-type").some((type) => type.startsWith("text/html"));
    return isPage && URL.parse(this.received.get("referer")?.[0] ?? "")?.hostname !== this.visit.host;
  }
}

function headBytes(fields: Fields): number {
  const lines = [...fields].flatMap(([name, values]) => values.map((value) => `${name}: ${value}\r\n`));
  return Buffer.byteLength(["HTTP/1.1 200 OK\r\n", ...lines, "\r\n"].join(""), "latin1");
}
