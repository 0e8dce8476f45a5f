import { get } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Destination } from "../../../shared/destination";
import { withSession } from "../../../shared/execution/ssh";
import { httpPath, type Proof } from "../challenge";
import { challengeLines, tokenLines } from "../http-challenge";
import { pollInterval } from "../retry-after";
import type { Timings } from "../timings";
import { challengeCommand } from "./challenge-scripts";
import type { Dns } from "./dns";
import type { Solver } from "./solver";
import { tell } from "../../../shared/execution/tell";

/** A host that does not answer within half a minute is down. */
const connectDeadline = 30_000;
const removalDeadline = 4_000;

/** How long one request to an address may take. */
const lookTime = 3_000;

/** Proves names on the host that they lead to: through its web server, or through a responder while there is none. */
export function hostSolver(destination: Destination, dns: Dns, timings: Pick<Timings, "visible" | "poll">): Solver {
  const carryOut = (deadline: number, command: string, input: string): Promise<void> =>
    withSession(destination, deadline, async (session) => {
      const { code, stderr } = await session.run(command, input);
      if (code !== 0)
        throw new Error(`Cannot answer http-01 on ${destination.host} as the host must serve the challenge: it said ${JSON.stringify(stderr.trim())}`);
    });
  return {
    challenge: "http-01",
    place: async (proofs, signal) => {
      await carryOut(connectDeadline, challengeCommand("place"), challengeLines(proofs));
      const deadline = Date.now() + timings.visible;
      for (const proof of proofs) await waitUntilSeen(proof, dns, timings.poll, deadline, signal);
    },
    remove: (proofs) => carryOut(removalDeadline, challengeCommand("remove"), tokenLines(proofs)),
  };
}

/** Waits until the name's addresses show the challenge. Warns about an address that does not answer, as a CA may ask it first. */
async function waitUntilSeen(proof: Proof, dns: Dns, longestPause: number, deadline: number, signal: AbortSignal): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const addresses = proof.name.includes(":") || /^[\d.]+$/.test(proof.name) ? [proof.name] : await dns.addresses(proof.name);
    const looks = await Promise.all(addresses.map((address) => look(address, proof, signal)));
    const wrong = looks.filter(({ found }) => found === "other");
    const silent = looks.filter(({ found }) => found === "nothing");
    if (wrong.length === 0 && silent.length < looks.length) {
      for (const { detail } of silent) tell(`warning: ${proof.name}: ${detail}. The CA may ask it first; correct or remove its address record`);
      return;
    }
    if (Date.now() >= deadline) {
      const reasons = looks.length === 0 ? "it has no address" : [...wrong, ...silent].map(({ detail }) => detail).join("; ");
      throw new Error(
        `Cannot prove ${proof.name} as its addresses must show the challenge on port 80: ${reasons}. The CA was not asked. ` +
          "Let port 80 in from everywhere, and point the name at the host",
      );
    }
    await sleep(pollInterval(attempt, longestPause), undefined, { signal });
  }
}

interface Look {
  readonly found: "challenge" | "other" | "nothing";
  readonly detail: string;
}

function look(address: string, proof: Proof, signal: AbortSignal): Promise<Look> {
  return new Promise((resolve) => {
    const nothing = (reason: string): void => resolve({ found: "nothing", detail: `${address} does not answer (${reason})` });
    const request = get(
      { host: address, port: 80, path: httpPath(proof), headers: { Host: proof.name }, agent: false, timeout: lookTime, signal },
      (response) => {
        let body = "";
        response.setEncoding("utf8");
        response.on("data", (text: string) => (body += body.length > proof.keyAuthorization.length ? "" : text));
        response.on("error", (error) => nothing(error.message));
        response.on("end", () =>
          resolve(
            body.trim() === proof.keyAuthorization
              ? { found: "challenge", detail: "" }
              : { found: "other", detail: `${address} answers ${response.statusCode ?? 0} with something else` },
          ),
        );
      },
    );
    request.on("timeout", () => request.destroy(new Error("no answer")));
    request.on("error", (error) => nothing(error.message));
  });
}
