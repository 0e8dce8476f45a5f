import { Resolver } from "node:dns/promises";
import { Agent, get } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { Visits } from "../rehearsal";

/** Where visitors look the site up, and what they trust. */
export interface Viewpoint {
  readonly dns: { readonly address: string; readonly port: number };
  /** PEM. */
  readonly roots: readonly string[];
}

/** In milliseconds. Longer than the edge waits for an origin. */
const patience = 180_000;
const interval = 50;
/** More at once would take the processors from the site. */
const mostPending = 40;

/** Visitors who come while `action` runs, one every 50 ms, by turns over a kept connection and over a new one. An answer below 500 is not lost. */
export async function visitDuring<T>(
  domain: string,
  { dns, roots }: Viewpoint,
  action: () => Promise<T>,
): Promise<{ readonly result: T; readonly visits: Visits }> {
  const resolver = new Resolver({ timeout: 5_000 });
  resolver.setServers([`${dns.address}:${dns.port}`]);
  const kept = new Agent({ keepAlive: true });
  const answers = new Map<string, number>();
  const pending = new Set<Promise<void>>();
  const visit = async (turn: number): Promise<void> => {
    const answer = await resolver.resolve4(domain).then(
      ([address = ""]) => answerAt(address, domain, roots, turn % 2 === 0 && kept),
      (error: unknown) => String(error),
    );
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  };
  const end = new AbortController();
  const loop = (async () => {
    const start = Date.now();
    for (let turn = 1; !end.signal.aborted; turn += 1) {
      const begun = visit(turn).finally(() => pending.delete(begun));
      pending.add(begun);
      await sleep(Math.max(0, start + turn * interval - Date.now()));
      if (pending.size >= mostPending) await Promise.race(pending);
    }
  })();
  try {
    const result = await action();
    end.abort();
    await loop;
    await Promise.all(pending);
    return { result, visits: tally(answers) };
  } finally {
    end.abort();
    kept.destroy();
  }
}

const served = "";

function tally(answers: ReadonlyMap<string, number>): Visits {
  const sum = (counts: Iterable<number>): number => [...counts].reduce((total, count) => total + count, 0);
  const reasons = Object.fromEntries([...answers].filter(([answer]) => answer !== served));
  return { requests: sum(answers.values()), lost: sum(Object.values(reasons)), reasons };
}

/** Why a visitor gets no page; empty if he gets one. */
function answerAt(address: string, domain: string, ca: readonly string[], agent: Agent | false): Promise<string> {
  return new Promise((resolve) => {
    get({ host: address, servername: domain, path: "/", headers: { Host: domain }, timeout: patience, agent, ca: [...ca] }, (response) => {
      const { statusCode = 0 } = response;
      response
        .once("error", (error) => resolve(error.message))
        .once("end", () => resolve(statusCode < 500 ? served : `status ${statusCode}`))
        .resume();
    })
      .once("timeout", () => resolve(`no answer within ${patience / 1000} s`))
      .once("error", (error) => resolve(error.message));
  });
}
