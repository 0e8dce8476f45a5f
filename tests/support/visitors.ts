import { Resolver } from "node:dns/promises";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { meanwhile } from "../../localcloud/stage/execution/meanwhile";
import { answerAt } from "../../localcloud/stage/execution/visitors";
import type { Status } from "./local-cloud";
import { told } from "./visits";

/** The results of visitors who use DNS: each status or error, and how often; and the addresses that they got. */
export interface Visitors {
  readonly answers: ReadonlyMap<number | string, number>;
  readonly addresses: ReadonlySet<string>;
}

/**
 * Visitors who come while `action` runs, one every `interval` milliseconds, each over a new connection. Every other visitor has a resolver that always asks,
 * the others one that caches an answer for its whole TTL.
 */
export async function watchVisitors(domain: string, { dns, roots }: Status, interval: number, action: () => Promise<unknown>): Promise<Visitors> {
  const resolver = new Resolver({ timeout: 5000 });
  resolver.setServers([`${dns.address}:${dns.port}`]);
  const trust = createSecureContext({ ca: [roots.edge, roots.acme].map((file) => readFileSync(file)) });
  const answers = new Map<number | string, number>();
  const addresses = new Set<string>();
  const resolveAnew = async (): Promise<{ readonly address: string; readonly ttl: number }> => {
    const [answer] = await resolver.resolve4(domain, { ttl: true });
    if (!answer) throw new Error(`${domain} has no address`);
    return answer;
  };
  let kept = { address: "", until: 0 };
  const remember = async (): Promise<string> => {
    if (Date.now() >= kept.until) {
      const asked = Date.now();
      const { address, ttl } = await resolveAnew();
      kept = { address, until: asked + ttl * 1000 };
    }
    return kept.address;
  };
  let turn = 0;
  await meanwhile(
    interval,
    async () => {
      turn += 1;
      const address = turn % 2 === 0 ? remember() : resolveAnew().then((answer) => answer.address);
      const answer = await address.then(
        (found) => (addresses.add(found), answerAt(found, domain, trust, false).then(told)),
        (error: unknown) => String(error),
      );
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    },
    action,
  );
  return { answers, addresses };
}
