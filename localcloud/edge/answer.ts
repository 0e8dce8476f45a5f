import { ServerResponse, STATUS_CODES } from "node:http";
import { pipeline } from "node:stream/promises";
import fresh from "fresh";
import { headersOf } from "./cache/freshness";
import type { CachedAnswer } from "./cache/store";
import { challengePage, errorPage } from "./error-page";
import { EdgeFault } from "./fault";
import { entriesOf, type Fields, members, trailersOf } from "./fields";
import type { OriginAnswer } from "./origin/request";
import { type Visit, withEdgeFields } from "./headers";
import type { Site } from "./site";
import { setStatusMessage, type VisitorRequest, type VisitorResponse } from "./visitor";

/** Streams the origin's answer to the visitor, at the visitor's pace. */
export async function answerFromOrigin(response: VisitorResponse, answer: OriginAnswer, fields: Fields): Promise<void> {
  const origin = answer.response;
  try {
    writeHead(response, origin.statusCode ?? 0, origin.statusMessage ?? "", fields);
  } catch (error) {
    origin.destroy();
    throw new EdgeFault(520, `The origin's answer cannot be passed on: status ${origin.statusCode}.`, { cause: error });
  }
  origin.on("data", () => answer.watchdog.feed());
  origin.on("end", () => response.addTrailers(trailersOf(origin.rawTrailers)));
  await pipeline(origin, response);
}

/** Answers from the cache. */
export function answerFromCache(response: VisitorResponse, received: Fields, cached: CachedAnswer, fields: Fields): void {
  if (cached.status === 200 && fresh(headersOf(received), headersOf(cached.fields))) {
    fields.delete("content-length");
    writeHead(response, 304, "Not Modified", fields);
    response.end();
    return;
  }
  writeHead(response, cached.status, cached.statusMessage, fields);
  response.end(cached.body);
}

export function answerWithFault(
  response: VisitorResponse,
  request: VisitorRequest,
  received: Fields,
  fault: EdgeFault,
  visit: Visit,
  site: Site | undefined,
): void {
  const accept = members(received, "accept").join(",");
  const page = errorPage(fault, { host: visit.host, ray: visit.ray, accept });
  const fields: Fields = new Map([
    ["content-type", [page.contentType]],
    ["content-length", [String(Buffer.byteLength(page.body))]],
    ["cache-control", ["private, max-age=0, no-store, no-cache, must-revalidate"]],
  ]);
  // The rest of a body that is not read would be taken for the next request; HTTP/2 keeps requests apart.
  if (!request.complete && response instanceof ServerResponse) fields.set("connection", ["close"]);
  writeHead(response, page.status, page.statusMessage, withEdgeFields(fields, visit, site?.zone.settings));
  response.end(page.body);
}

export function answerWithRedirect(response: VisitorResponse, status: number, location: string, visit: Visit, site: Site): void {
  const fields: Fields = new Map([
    ["location", [location]],
    ["content-length", ["0"]],
    ["cache-control", ["max-age=3600"]],
  ]);
  writeHead(response, status, STATUS_CODES[status] ?? "", withEdgeFields(fields, visit, site.zone.settings));
  response.end();
}

/** Asks the visitor to prove that it is a browser (developers.cloudflare.com/fundamentals/reference/under-attack-mode). Nobody passes it here. */
export function answerWithChallenge(response: VisitorResponse, visit: Visit, site: Site): void {
  const page = challengePage(visit);
  const fields: Fields = new Map([
    ["content-type", ["text/html; charset=UTF-8"]],
    ["content-length", [String(Buffer.byteLength(page))]],
    ["cache-control", ["private, max-age=0, no-store, no-cache, must-revalidate"]],
    ["cf-mitigated", ["challenge"]],
  ]);
  writeHead(response, 403, "Forbidden", withEdgeFields(fields, visit, site.zone.settings));
  response.end(page);
}

function writeHead(response: VisitorResponse, status: number, message: string, fields: Fields): void {
  for (const [name, value] of entriesOf(fields)) response.setHeader(name, value);
  setStatusMessage(response, message);
  response.writeHead(status);
}
