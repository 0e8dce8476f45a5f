import { readFileSync } from "node:fs";
import { Agent, get } from "node:https";
import type { Status } from "./local-cloud";
import { meanwhile } from "./meanwhile";

/** What visitors got through the edge while `action` ran: each status or error, and how often. A visit begins every `interval` milliseconds. */
export async function watchVisits(
  domain: string,
  { edge, roots }: Status,
  interval: number,
  action: () => Promise<unknown>,
): Promise<ReadonlyMap<number | string, number>> {
  const agent = new Agent({ keepAlive: true, ca: readFileSync(roots.edge) });
  const answers = new Map<number | string, number>();
  const visit = (): Promise<number | string> =>
    new Promise((resolve) => {
      get({ host: edge.address, servername: domain, path: "/", headers: { Host: domain }, agent, timeout: 20_000 }, (response) =>
        resolve(response.resume().statusCode ?? 0),
      )
        .once("timeout", () => resolve("no answer within 20 s"))
        .once("error", (error) => resolve(error.message));
    });
  await meanwhile(
    interval,
    async () => {
      const answer = await visit();
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    },
    action,
  );
  agent.destroy();
  return answers;
}
