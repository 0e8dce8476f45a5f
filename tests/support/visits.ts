import { readFileSync } from "node:fs";
import { Agent, get, type RequestOptions } from "node:https";
import { text } from "node:stream/consumers";
import type { Status } from "./local-cloud";
import { meanwhile } from "./meanwhile";

/** Longer than the edge waits for a connection to the origin, for its handshake and for an answer: so it is the edge that says what failed. */
const patience = 180_000;

/** What a visitor gets at an address: a status; of an error of the edge what it says too; or why there is no answer. */
export function answerAt(address: string, domain: string, options: Pick<RequestOptions, "agent" | "ca">): Promise<number | string> {
  return new Promise((resolve) => {
    get({ host: address, servername: domain, path: "/", headers: { Host: domain }, timeout: patience, ...options }, (response) => {
      const { statusCode = 0 } = response;
      if (statusCode < 500) return resolve(response.resume().statusCode ?? 0);
      text(response).then(
        (body) => resolve(`${String(statusCode)} from ${address}: ${body.slice(0, 300)}`),
        (error: unknown) => resolve(`${String(statusCode)} from ${address}: ${String(error)}`),
      );
    })
      .once("timeout", () => resolve(`no answer from ${address} within ${String(patience / 1000)} s`))
      .once("error", (error) => resolve(`${address}: ${error.message}`));
  });
}

/**
 * What visitors got through the edge while `action` ran: each status or error, and how often. A visit begins every `interval` milliseconds, by turns over a
 * connection that is kept and over a new one.
 */
export async function watchVisits(
  domain: string,
  { edge, roots }: Status,
  interval: number,
  action: () => Promise<unknown>,
): Promise<ReadonlyMap<number | string, number>> {
  const ca = readFileSync(roots.edge);
  const kept = new Agent({ keepAlive: true });
  const answers = new Map<number | string, number>();
  let turn = 0;
  await meanwhile(
    interval,
    async () => {
      turn += 1;
      const answer = await answerAt(edge.address, domain, { ca, agent: turn % 2 === 0 && kept });
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    },
    action,
  );
  kept.destroy();
  return answers;
}
