import { randomBytes } from "node:crypto";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { Log } from "../log";
import type { Traffic } from "../traffic/traffic";
import type { ClientCertificate } from "../zones/origin-pulls";
import type { Zone, ZoneData } from "../zones/zone";
import { admit, hasBody, inspect, targetOf } from "./admission";
import { answerFromCache, answerFromOrigin, answerWithChallenge, answerWithFault, answerWithRedirect } from "./answer";
import type { EdgeCache, Lookup } from "./cache/cache";
import { cacheTerms, forBrowser } from "./cache/terms";
import { Counted, type Reply } from "./counted";
import { EdgeFault } from "./fault";
import { type Fields, fieldsOf } from "./fields";
import { type Agents, askOrigin, type OriginAnswer } from "./origin/request";
import { requestFields, responseFields, type Visit } from "./headers";
import type { Origin } from "./origin/connection";
import { RateLimiter } from "./rate-limiter";
import { effectsOf, type RuleEffects, type ZoneRules } from "./rule-effects";
import type { Site } from "./site";
import { type Connection, decide } from "./ssl-mode";
import type { OriginTrust } from "./origin/trust";
import { openTunnel, switching } from "./tunnel";
import { breakOff, receivedFields, type VisitorRequest, type VisitorResponse } from "./visitor";

export interface HandlerOptions {
  readonly zones: ZoneData;
  readonly address: string;
  readonly agents: Agents;
  readonly cache: EdgeCache;
  readonly trust: OriginTrust;
  /** See `EdgeOptions`. */
  readonly clientCertificate: (zone: Zone, host: string) => ClientCertificate | undefined;
  readonly rules: ZoneRules;
  /** Counts every request. */
  readonly traffic: Traffic;
  readonly originPorts: { readonly http: number; readonly https: number };
  readonly answerTimeout: number;
  readonly tunnelTimeout: number;
  readonly log: Log;
}

/** A visitor's request on its way through the edge. */
interface Exchange extends Reply {
  readonly request: VisitorRequest;
  readonly received: Fields;
  readonly path: string;
  readonly visit: Visit;
  readonly upgrade?: Upgrade;
}

/** A request to switch protocols: node no longer reads HTTP from its connection. */
export interface Upgrade {
  readonly isWebSocket: boolean;
  /** The bytes after the request's head. */
  readonly head: Buffer;
  /** Takes the connection away from the response. */
  detach(): Socket;
}

export class Handler {
  #turn = 0;
  readonly #limiter = new RateLimiter();

  constructor(readonly options: HandlerOptions) {}

  async handle(request: VisitorRequest, response: VisitorResponse, upgrade?: Upgrade): Promise<void> {
    const received = receivedFields(request);
    const { host, path } = targetOf(request, received);
    const visit: Visit = {
      host,
      scheme: request.socket instanceof TLSSocket ? "https" : "http",
      address: (request.socket.remoteAddress ?? "").replace(/^::ffff:/, ""),
      ray: `${randomBytes(8).toString("hex")}-LOC`,
    };
    const counted = new Counted(this.options.traffic, visit, request.method ?? "GET", received);
    const exchange: Exchange = { request, response, counted, received, path, visit, ...(upgrade && { upgrade }) };
    let site: Site | undefined;
    try {
      inspect(received);
      site = admit(this.options.zones, host, serverNameOf(request.socket), this.options.address);
      counted.in(site.zone.id);
      await this.#serve(exchange, site);
    } catch (error) {
      this.#fail(exchange, site, error);
    }
  }

  async #serve(exchange: Exchange, site: Site): Promise<void> {
    const { visit, counted, path, received, upgrade } = exchange;
    const method = exchange.request.method ?? "GET";
    const effects = effectsOf(this.options.rules, site.zone, { ...visit, uri: path, method, isTls: visit.scheme === "https" });
    if (effects.redirect) return answerWithRedirect(exchange, effects.redirect.status, effects.redirect.location, visit, site);
    if (effects.settings.underAttack) return answerWithChallenge(exchange, visit, site);
    this.#limit(effects, exchange);
    const decision = decide(effects.settings, visit.scheme);
    if (decision.kind === "redirect") return answerWithRedirect(exchange, 301, `${decision.scheme}://${visit.host}${path}`, visit, site);
    const terms = cacheTerms(effects.settings, effects.cache);
    // The scheme of the request to the origin, not of the visitor's (developers.cloudflare.com/cache/how-to/cache-keys).
    const scheme = decision.to === "plain" ? "http" : "https";
    const lookup = this.options.cache.lookup(method, `${scheme}://${visit.host}${path}`, path, received, terms);
    if (lookup.kind === "hit") {
      const kept = forBrowser(withAge(lookup), terms);
      return answerFromCache(exchange, received, lookup.answer, responseFields(kept, visit, site.zone.settings, "HIT"));
    }
    const answer = await this.#forward(exchange, site, decision.to);
    const answered = fieldsOf(answer.response.rawHeaders);
    if (!answer.tunnel || !upgrade) {
      const { status, fields } = this.options.cache.admit(lookup, method, received, answer.response, answered, terms);
      return answerFromOrigin(exchange, answer, responseFields(fields, visit, site.zone.settings, status));
    }
    const fields = responseFields(answered, visit, site.zone.settings, "DYNAMIC");
    for (const [name, lines] of switching("websocket")) fields.set(name, lines);
    counted.answered(101, fields);
    openTunnel(upgrade.detach(), upgrade.head, { ...answer, tunnel: answer.tunnel }, fields, this.options.tunnelTimeout);
  }

  #limit({ limits }: RuleEffects, { visit, counted }: Exchange): void {
    for (const { id, limit } of limits) {
      const seconds = this.#limiter.count(id, limit, visit.address, Date.now());
      if (seconds === 0) continue;
      counted.stopped("block", "ratelimit");
      throw new EdgeFault(1015, `A rate limiting rule of the zone blocks this visitor for ${String(seconds)} seconds.`);
    }
  }

  #forward(exchange: Exchange, site: Site, connection: Connection): Promise<OriginAnswer> {
    const { request, response, received, path, visit } = exchange;
    const body = hasBody(received);
    if (body && exchange.upgrade) throw new EdgeFault(400, "A request that asks to switch protocols has a body.");
    const fields = requestFields(received, visit);
    if (received.has("transfer-encoding")) fields.set("transfer-encoding", ["chunked"]);
    if (exchange.upgrade?.isWebSocket) for (const [name, lines] of switching("websocket")) fields.set(name, lines);
    const gone = new AbortController();
    response.once("close", () => {
      if (!response.writableFinished) gone.abort();
    });
    const { answerTimeout, agents } = this.options;
    const origin = () => this.#origin(site, connection);
    return askOrigin(request, { origin, path, fields, hasBody: body, answerTimeout, gone: gone.signal }, agents);
  }

  #origin(site: Site, connection: Connection): Origin {
    const { originPorts, trust, clientCertificate } = this.options;
    const first = this.#turn++ % Math.max(1, site.addresses.length);
    const addresses = [...site.addresses.slice(first), ...site.addresses.slice(0, first)];
    if (connection === "plain") return { host: site.host, addresses, port: originPorts.http, connection };
    return { host: site.host, addresses, port: originPorts.https, connection, tls: trust.contextFor(connection, clientCertificate(site.zone, site.host)) };
  }

  #fail(exchange: Exchange, site: Site | undefined, error: unknown): void {
    const { request, response, received, visit } = exchange;
    if (response.headersSent || response.destroyed) {
      this.options.log.info("edge broke an answer off", { host: visit.host, reason: String(error), ray: visit.ray });
      return breakOff(response);
    }
    if (!(error instanceof EdgeFault)) this.options.log.error("edge failed", { host: visit.host, error: String(error) });
    const fault = error instanceof EdgeFault ? error : new EdgeFault(520, "The edge could not forward the request.", { cause: error });
    this.options.log.info("edge answered with an error", { host: visit.host, code: fault.code, reason: fault.reason, ray: visit.ray });
    answerWithFault(exchange, request, received, fault, visit, site);
  }
}

function withAge({ answer, age }: Extract<Lookup, { kind: "hit" }>): Fields {
  return new Map([...answer.fields, ["age", [String(age)]], ["content-length", [String(answer.body.length)]]]);
}

function serverNameOf(socket: Socket): string | undefined {
  return socket instanceof TLSSocket && typeof socket.servername === "string" ? socket.servername.toLowerCase() : undefined;
}
