import * as http from "node:http";
import * as https from "node:https";
import { isIP } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Destination } from "../../../shared/destination";
import { withSession } from "../../../shared/execution/ssh";
import type { Proof } from "../challenge";
import { challengeLines, challengeUrl, hostOf, portOf, redirectOf, tokenLines, type Answer } from "../http-challenge";
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

/** Source: https://letsencrypt.org/docs/challenge-types/#http-01-challenge */
const mostRedirects = 10;

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
    const addresses = await addressesOf(proof.name, dns);
    const looks = await Promise.all(addresses.map((address) => look(address, proof, dns, signal)));
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

/** Looks as a CA does: it follows redirects, and does not verify the certificates of those that lead to https. */
async function look(address: string, proof: Proof, dns: Dns, signal: AbortSignal): Promise<Look> {
  let url = challengeUrl(proof);
  let at = address;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await ask(url, at, proof, signal);
    if (typeof answer === "string") return { found: "nothing", detail: `${at} does not answer (${answer})` };
    if (answer.body.trim() === proof.keyAuthorization) return { found: "challenge", detail: "" };
    const next = redirects < mostRedirects ? redirectOf(url, answer) : undefined;
    if (next && next.hostname !== url.hostname) at = (await addressesOf(hostOf(next), dns))[0] ?? "";
    if (!next || at === "") return { found: "other", detail: `${address} answers ${answer.status} with something else` };
    url = next;
  }
}

async function addressesOf(name: string, dns: Dns): Promise<readonly string[]> {
  return isIP(name) === 0 ? dns.addresses(name) : [name];
}

/** What an address answers to a request, or why it does not. */
function ask(url: URL, address: string, { keyAuthorization }: Proof, signal: AbortSignal): Promise<Answer | string> {
  return new Promise((resolve) => {
    const name = hostOf(url);
    const headers = { Host: url.host, "User-Agent": "tlsup" };
    const options = { host: address, port: portOf(url), path: url.pathname + url.search, headers, agent: false, timeout: lookTime, signal };
    const read = (response: http.IncomingMessage): void => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => (body += body.length > keyAuthorization.length ? "" : text));
      response.on("error", (error) => resolve(error.message));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, location: response.headers.location, body }));
    };
    const request =
      url.protocol === "http:" ? http.get(options, read) : https.get({ ...options, servername: isIP(name) === 0 ? name : "", rejectUnauthorized: false }, read);
    request.on("timeout", () => request.destroy(new Error("no answer")));
    request.on("error", (error) => resolve(error.message));
  });
}
