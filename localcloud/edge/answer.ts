import { ServerResponse, STATUS_CODES } from "node:http";
import { pipeline } from "node:stream/promises";
import fresh from "fresh";
import { headersOf } from "./cache/freshness";
import type { CachedAnswer } from "./cache/store";
import type { Reply } from "./counted";
import { challengePage, errorPage } from "./error-page";
import { EdgeFault } from "./fault";
import { entriesOf, type Fields, members, trailersOf } from "./fields";
import type { OriginAnswer } from "./origin/request";
import { type Visit, withEdgeFields } from "./headers";
import type { Site } from "./site";
import { setStatusMessage, type VisitorRequest } from "./visitor";

/** Streams the origin's answer to the visitor, at the visitor's pace. */
export async function answerFromOrigin(reply: Reply, answer: OriginAnswer, fields: Fields): Promise<void> {
  const origin = answer.response;
  try {
    writeHead(reply, origin.statusCode ?? 0, origin.statusMessage ?? "", fields);
  } catch (error) {
    origin.destroy();
    throw new EdgeFault(520, `The origin's answer cannot be passed on: status ${origin.statusCode}.`, { cause: error });
  }
  origin.on("data", (chunk: Buffer) => {
    answer.watchdog.feed();
    reply.counted.sent(chunk.length);
  });
  origin.on("end", () => reply.response.addTrailers(trailersOf(origin.rawTrailers)));
  await pipeline(origin, reply.response);
}

/** Answers from the cache. */
export function answerFromCache(reply: Reply, received: Fields, cached: CachedAnswer, fields: Fields): void {
  if (cached.status === 200 && fresh(headersOf(received), headersOf(cached.fields))) {
    fields.delete("content-length");
    writeHead(reply, 304, "Not Modified", fields);
    reply.response.end();
    return;
  }
  writeHead(reply, cached.status, cached.statusMessage, fields);
  writeBody(reply, cached.body);
}

export function answerWithFault(reply: Reply, request: VisitorRequest, received: Fields, fault: EdgeFault, visit: Visit, site: Site | undefined): void {
  const accept = members(received, "accept").join(",");
  const page = errorPage(fault, { host: visit.host, ray: visit.ray, accept });
  const fields: Fields = new Map([
    ["content-type", [page.contentType]],
    ["content-length", [String(Buffer.byteLength(page.body))]],
    ["cache-control", ["private, max-age=0, no-store, no-cache, must-revalidate"]],
  ]);
  // Over HTTP/1.1, the unread rest of a body would be parsed as the next request; HTTP/2 separates requests.
  if (!request.complete && reply.response instanceof ServerResponse) fields.set("connection", ["close"]);
  writeHead(reply, page.status, page.statusMessage, withEdgeFields(fields, visit, site?.zone.settings));
  writeBody(reply, Buffer.from(page.body));
}

export function answerWithRedirect(reply: Reply, status: number, location: string, visit: Visit, site: Site): void {
  const fields: Fields = new Map([
    ["location", [location]],
    ["content-length", ["0"]],
    ["cache-control", ["max-age=3600"]],
  ]);
  writeHead(reply, status, STATUS_CODES[status] ?? "", withEdgeFields(fields, visit, site.zone.settings));
  reply.response.end();
}

/** Asks the visitor to prove that it is a browser (developers.cloudflare.com/fundamentals/reference/under-attack-mode). Here nobody can pass it. */
export function answerWithChallenge(reply: Reply, visit: Visit, site: Site): void {
  const page = challengePage(visit);
  const fields: Fields = new Map([
    ["content-type", ["text/html; charset=UTF-8"]],
    ["content-length", [String(Buffer.byteLength(page))]],
    ["cache-control", ["private, max-age=0, no-store, no-cache, must-revalidate"]],
    ["cf-mitigated", ["challenge"]],
  ]);
  reply.counted.stopped("managed_challenge", "securitylevel");
  writeHead(reply, 403, "Forbidden", withEdgeFields(fields, visit, site.zone.settings));
  writeBody(reply, Buffer.from(page));
}

function writeHead({ response, counted }: Reply, status: number, message: string, fields: Fields): void {
  for (const [name, value] of entriesOf(fields)) response.setHeader(name, value);
  setStatusMessage(response, message);
  response.writeHead(status);
  counted.answered(status, fields);
}

function writeBody({ response, counted }: Reply, body: Buffer): void {
  counted.sent(body.length);
  response.end(body);
}
