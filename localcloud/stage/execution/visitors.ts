import { Resolver } from "node:dns/promises";
import { Agent, get, type RequestOptions } from "node:https";
import { text } from "node:stream/consumers";
import { createSecureContext, type ConnectionOptions, type SecureContext } from "node:tls";
import type { Answer, Visit } from "../visits";
import { meanwhile } from "./meanwhile";

/** How visitors look the site up, and what they trust. */
export interface Viewpoint {
  addressOf(domain: string): Promise<string>;
  /** PEM. */
  readonly roots: readonly string[];
}

/** In milliseconds. Longer than the edge waits for a connection to an origin, for its handshake and for an answer: so it is the edge that says what failed. */
const patience = 180_000;

/** Looks names up at a DNS server, which is asked each time. */
export function lookUpAt({ address, port }: { readonly address: string; readonly port: number }): Viewpoint["addressOf"] {
  const resolver = new Resolver({ timeout: 5_000 });
  resolver.setServers([`${address}:${port}`]);
  return async (domain) => (await resolver.resolve4(domain))[0] ?? "";
}

/** Visitors who come while `action` runs: one every `interval` milliseconds, by turns over a connection that is kept and over a new one. */
export async function visitDuring<T>(
  domain: string,
  { addressOf, roots }: Viewpoint,
  interval: number,
  action: () => Promise<T>,
): Promise<{ readonly result: T; readonly visits: readonly Visit[] }> {
  const kept = new Agent({ keepAlive: true });
  const trust = createSecureContext({ ca: [...roots] });
  const visits: Visit[] = [];
  let turn = 0;
  const visit = async (): Promise<void> => {
    turn += 1;
    const agent = turn % 2 === 0 && kept;
    const began = Date.now();
    const answer = await addressOf(domain).then(
      (address) => answerAt(address, domain, trust, agent),
      (error: unknown) => ({ words: String(error) }),
    );
    visits.push({ ...answer, began, ended: Date.now() });
  };
  try {
    return { result: await meanwhile(interval, visit, action), visits };
  } finally {
    kept.destroy();
  }
}

/** What a visitor gets at an address. `secureContext` has what visitors trust: made for each of them, it would be a tenth of a visit. */
export function answerAt(address: string, domain: string, secureContext: SecureContext, agent: Agent | false): Promise<Answer> {
  const options: RequestOptions & ConnectionOptions = { host: address, servername: domain, headers: { Host: domain }, timeout: patience, agent, secureContext };
  return new Promise((resolve) => {
    get(options, (response) => {
      const { statusCode: status = 0 } = response;
      text(response).then(
        (body) => resolve({ status, words: status < 500 ? "" : `${status} from ${address}: ${body.slice(0, 300)}` }),
        (error: unknown) => resolve({ words: `${status} from ${address}: ${String(error)}` }),
      );
    })
      .once("timeout", () => resolve({ words: `no answer from ${address} within ${patience / 1000} s` }))
      .once("error", (error) => resolve({ words: `${address}: ${error.message}` }));
  });
}
