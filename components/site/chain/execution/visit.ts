import { Resolver } from "node:dns/promises";
import { request as requestPlain, type IncomingMessage } from "node:http";
import { request as requestOverTls, type RequestOptions } from "node:https";
import { isIP } from "node:net";
import { rootCertificates } from "node:tls";
import type { Answer } from "../journey";

/** How long a visitor waits, in milliseconds. */
export const patience = 10_000;
const longestBody = 64 * 1024;

/** From where a host is looked at. */
export interface Viewpoint {
  /**
   * The DNS server to ask, `address:port`.
   * @default the machine's own
   */
  readonly resolver?: string;
  /**
   * Roots that are trusted beside the public ones, PEM.
   * @default none
   */
  readonly roots?: readonly string[];
}

export function trustedRoots({ roots = [] }: Viewpoint): string[] {
  return [...rootCertificates, ...roots];
}

/** The first IPv4 address of a host, or why there is none. */
export async function resolve(hostname: string, { resolver: server }: Viewpoint): Promise<string | Error> {
  if (isIP(hostname) !== 0) return hostname;
  const resolver = new Resolver({ timeout: patience, tries: 2 });
  if (server !== undefined) resolver.setServers([server]);
  try {
    const [address] = await resolver.resolve4(hostname);
    return address ?? new Error(`${hostname} has no IPv4 address`);
  } catch (error) {
    return error as Error;
  }
}

/** What a browser without cookies gets from a URL. Problems are part of the answer. */
export async function ask(url: string, viewpoint: Viewpoint): Promise<Answer> {
  const address = await resolve(new URL(url).hostname, viewpoint);
  if (address instanceof Error) return { error: address.message };
  return new Promise((done) => {
    const options: RequestOptions = {
      ca: trustedRoots(viewpoint),
      timeout: patience,
      // One connection for each request: a kept one would show the certificate and the server of before.
      agent: false,
      headers: { accept: "text/html,*/*;q=0.8" },
      lookup: (_name, { all }, found) => (all === true ? found(null, [{ address, family: 4 }]) : found(null, address, 4)),
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
    visit.once("timeout", () => visit.destroy(new Error("no answer within 10 s")));
    visit.once("error", (error) => done({ error: error.message }));
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
  };
}
