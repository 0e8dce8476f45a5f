import { request as requestPlain, type IncomingMessage } from "node:http";
import { request as requestOverTls, type RequestOptions } from "node:https";
import { isIP } from "node:net";
import type { LeafFacts } from "../../../certificate/x509/facts";
import type { Answer } from "../journey";
import { handshake, inWords } from "./handshake";
import { resolveAll } from "./resolve";
import { trustedRoots, type Viewpoint } from "./viewpoint";

const longestBody = 64 * 1024;

/** Cloudflare tries to connect to an origin for 19 s before it answers with error 522. */
const answerPatience = 25_000;

/**
 * The answer that a browser without cookies gets from a URL, also past its warning of a certificate that `isOwn`, which is a finding by itself. Problems
 * are part of the answer.
 */
export async function ask(url: string, viewpoint: Viewpoint, isOwn: (leaf: LeafFacts) => boolean = () => false): Promise<Answer> {
  const addresses = await resolveAll(new URL(url).hostname, viewpoint);
  if (addresses instanceof Error) return { error: addresses.message };
  const [address] = addresses;
  const ca = trustedRoots(viewpoint);
  const answer = await answerAt(url, address, { ca });
  const { protocol, hostname: servername, port } = new URL(url);
  if (!("error" in answer) || protocol === "http:") return answer;
  const seen = await handshake({ address, port: Number(port) || 443, servername, ca });
  return seen.outcome === "done" && seen.verified !== true && isOwn(seen.leaf) ? answerAt(url, address, { rejectUnauthorized: false }) : answer;
}

/** The answer that one address gives to a request for a URL. Problems are part of the answer. */
export function answerAt(url: string, address: string, tls: Pick<RequestOptions, "ca" | "rejectUnauthorized">): Promise<Answer> {
  const family = isIP(address);
  return new Promise((done) => {
    const options: RequestOptions = {
      ...tls,
      timeout: answerPatience,
      // One connection per request: a kept one would show an earlier certificate and server.
      agent: false,
      // By default Cloudflare challenges visitors without a user agent.
      headers: { accept: "text/html,*/*;q=0.8", "user-agent": "tlsup" },
      lookup: (_name, { all }, found) => (all === true ? found(null, [{ address, family }]) : found(null, address, family)),
    };
    const visit = (url.startsWith("https:") ? requestOverTls : requestPlain)(url, options, (response) => {
      let length = 0;
      const end = (): void => done(answerOf(response));
      response.on("data", (chunk: Buffer) => {
        length += chunk.length;
        if (length > longestBody) response.destroy();
      });
      response.on("end", end);
      response.on("close", end);
      response.on("error", (error) => done({ error: error.message }));
    });
    const giveUp = (error: string): void => {
      done({ error });
      visit.destroy();
    };
    visit.once("timeout", () => giveUp("no answer within 25 s"));
    // One that goes on byte by byte is never silent for so long.
    setTimeout(giveUp, 2 * answerPatience, "no whole answer within 50 s").unref();
    visit.once("error", (error) => done({ error: inWords(error) }));
    visit.end();
  });
}

function answerOf({ statusCode = 0, headers }: IncomingMessage): Answer {
  const named = <Name extends string>(name: Name, header: string) => {
    const value = headers[header];
    return typeof value === "string" ? ({ [name]: value } as Record<Name, string>) : {};
  };
  return {
    status: statusCode,
    ...named("server", "server"),
    ...named("location", "location"),
    ...named("hsts", "strict-transport-security"),
    ...named("cacheStatus", "cf-cache-status"),
    ...named("mitigated", "cf-mitigated"),
  };
}
