import type { KeyObject } from "node:crypto";
import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { AcmeRefusal, mayHaveArrived } from "../acme-error";
import type { KeyType } from "../../common/settings";
import { proofOf, type Proof } from "../challenge";
import { describeSkew, skewOf } from "../clock";
import { thumbprint } from "../jws";
import { identifierOf, shortList } from "../names";
import { nextStep, type Authorization, type Challenge, type Order, type Step, type Task } from "../order";
import { pollInterval, retryAfter } from "../retry-after";
import type { Timings } from "../timings";
import { location } from "./account";
import { newPrivateKey, signingRequest } from "./certificate-key";
import type { HttpAnswer } from "./http";
import type { Journal, Unfinished } from "./journal";
import type { Solver } from "./solver";
import type { Signer, Transport } from "./transport";
import { tell } from "../../../shared/execution/tell";
import { tellOf } from "./tell-of";

/** The certificate to order. */
export interface CertificateRequest {
  /** In the form that the CA uses: see `normaliseNames`. */
  readonly names: readonly string[];
  readonly keyType: KeyType;
  readonly profile?: string;
  /** The identifier of the certificate that this one replaces. Source: RFC 9773, section 5. */
  readonly replaces?: string;
  /** Whether the certificate replaces an expiring one: then a wrong clock only causes a warning. */
  readonly isRenewal?: boolean;
}

/** The account, and the tools for the order. */
export interface Means {
  readonly transport: Transport;
  readonly signer: Required<Signer>;
  readonly solver: Solver;
  readonly journal: Journal;
  readonly timings: Timings;
  readonly signal: AbortSignal;
}

/** A certificate that was issued. */
export interface Issued {
  /** PEM, PKCS #8. */
  readonly privateKey: string;
  /** The leaf and then the intermediates, PEM. */
  readonly fullChain: string;
  readonly orderUrl: string;
}

/** How many lost answers are allowed: after each, the order is read again. */
const lostAnswers = 3;

/** How long clean-up may take, even after an interruption. */
const cleanUpTime = 4_000;

/** An order and its URL. */
interface Placed {
  readonly url: string;
  readonly order: Order;
}

/**
 * Gets a certificate: resumes an interrupted order, or places one. The caller lets the journal forget it.
 * Throws when the CA refuses or cannot be reached, and when a proof cannot be removed:
 * the next run then removes the proof and fetches the certificate from the same order.
 */
export async function issue(request: CertificateRequest, means: Means): Promise<Issued> {
  const { transport, journal } = means;
  const known = await journal.read();
  const resumed = known && (await resumeOrder(known, means));
  const left = known && !resumed ? await withdrawProofs(known.proofs, means) : undefined;
  transport.prepare(Math.min(request.names.length, 32));
  const privateKey = known && resumed ? known.privateKey : newPrivateKey(request.keyType);
  const placed = resumed ?? (await placeOrder(request, means));
  const unfinished: Unfinished = { order: placed.url, privateKey, proofs: known && (resumed || left) ? known.proofs : [] };
  await journal.write(unfinished);
  const fullChain = await carryOut(placed, unfinished, request, means);
  return { privateKey, fullChain, orderUrl: placed.url };
}

/** The order of an interrupted run, unless it has failed since, or the CA no longer has it. */
async function resumeOrder(known: Unfinished, means: Means): Promise<Placed | undefined> {
  try {
    const order = await readOrder(known.order, means);
    return order.status === "invalid" ? undefined : { url: known.order, order };
  } catch (error) {
    if (error instanceof AcmeRefusal && error.isFinal) return undefined;
    throw error;
  }
}

async function placeOrder(request: CertificateRequest, { transport, signer }: Means): Promise<Placed> {
  const { names, profile, replaces } = request;
  const { newOrder: url, meta } = await transport.directory();
  checkClock(request, transport);
  if (profile !== undefined && meta?.profiles?.[profile] === undefined) {
    const offered = Object.keys(meta?.profiles ?? {}).join(", ") || "none";
    throw new AcmeRefusal(
      "order the certificate",
      [{ type: "invalidProfile", detail: `there is no profile ${JSON.stringify(profile)}: the CA has ${offered}`, subproblems: [] }],
      400,
    );
  }
  const order = { identifiers: names.map(identifierOf), ...(profile !== undefined && { profile }) };
  const send = (payload: unknown): Promise<HttpAnswer> => transport.post(signer, url, payload, { action: `order a certificate for ${shortList(names)}` });
  const answer = await send({ ...order, ...(replaces !== undefined && { replaces }) }).catch((error: unknown) => {
    // RFC 9773, section 5: a certificate is replaced only once, which an interrupted run may have done. A CA may also fail each time to find its order.
    if (replaces !== undefined && error instanceof AcmeRefusal && !error.has("rateLimited")) return send(order);
    throw error;
  });
  return { url: location(answer.headers.location, "order"), order: JSON.parse(answer.body) as Order };
}

/** Reports a wrong clock before it causes a less clear error. A renewal only gets a warning: an expired certificate is worse than a wrong clock. */
function checkClock(request: CertificateRequest, transport: Transport): void {
  const skew = skewOf(transport.clockAhead());
  if (skew === 0) return;
  if (request.isRenewal !== true)
    throw new Error(`Cannot issue a certificate as this machine's clock must agree with the CA's within an hour: it is ${describeSkew(skew)}. ${setClock}`);
  tellOf(
    request,
    `warning: this machine's clock must agree with the CA's within an hour: it is ${describeSkew(skew)}. ` + `The renewal goes on all the same. ${setClock}`,
  );
}

const setClock = "Set the clock (timedatectl set-ntp true)";

async function carryOut(placed: Placed, unfinished: Unfinished, request: CertificateRequest, means: Means): Promise<string> {
  let { order } = placed;
  let { proofs } = unfinished;
  let withdrawal: Promise<Error | undefined> | undefined;
  let left: Error | undefined;
  let fullChain: string | undefined;
  let lost = 0;
  // Made ahead, while the CA validates; the `finalize` step gets a failure.
  const csr = signingRequest(unfinished.privateKey, request.names);
  csr.catch(() => undefined);
  try {
    while (fullChain === undefined) {
      const needed = order.status === "pending" || order.status === "invalid";
      const step: Step = nextStep(order, needed ? await authorizationsOf(order, means) : [], means.solver.challenge);
      switch (step.step) {
        case "fail":
          throw new AcmeRefusal(`get a certificate for ${shortList(request.names)}`, step.problems, 403);
        case "prove": {
          const missing = await proofsFor(step.tasks, means.signer.key);
          // An interrupted run may have left those of names that are proven by now.
          proofs = [...proofs.filter(({ token }) => !missing.some((each) => each.token === token)), ...missing];
          await means.journal.write({ ...unfinished, proofs });
          await means.solver.place(missing, means.signal);
          await answerChallenges(step.tasks, means);
          order = await waitForOrder(placed.url, "authorized", means);
          withdrawal = withdrawProofs(proofs, means);
          break;
        }
        case "wait":
          order = await waitForOrder(placed.url, step.until, means);
          break;
        case "finalize":
          order = await finalizeOrder(order, await csr, means).catch((error: unknown) => {
            lost += 1;
            if (lost > lostAnswers || !mayHaveArrived(error)) throw error;
            return readOrder(placed.url, means);
          });
          break;
        case "download":
          fullChain = (await means.transport.post(means.signer, step.url, undefined, { action: "download the certificate" })).body;
      }
    }
  } finally {
    left = await (withdrawal ?? withdrawProofs(proofs, means));
  }
  if (left) throw new Error(`${left.message}. The certificate was issued: run again to fetch it from the same order and to remove the proofs`, { cause: left });
  return fullChain;
}

async function authorizationsOf({ authorizations }: Order, { transport, signer }: Means): Promise<Authorization[]> {
  transport.prepare(Math.min(authorizations.length, 32));
  return Promise.all(
    authorizations.map(async (url) => JSON.parse((await transport.post(signer, url, undefined, { action: "read an authorization" })).body) as Authorization),
  );
}

async function proofsFor(tasks: readonly Task[], key: KeyObject): Promise<Proof[]> {
  const account = await thumbprint(key);
  return tasks.map(({ identifier, challenge }) => proofOf(identifier.value, challenge.token ?? "", account));
}

async function answerChallenges(tasks: readonly Task[], { transport, signer }: Means): Promise<void> {
  await Promise.all(
    tasks.map(async ({ identifier, challenge }) => {
      try {
        await transport.post(signer, challenge.url, {}, { action: `prove control of ${identifier.value}` });
      } catch (error) {
        // A request whose response was lost is sent again, but a challenge can be answered only once: its state decides.
        const { status } = JSON.parse((await transport.post(signer, challenge.url, undefined, { action: "read a challenge" })).body) as Challenge;
        if (status === "pending") throw error;
      }
    }),
  );
}

async function readOrder(url: string, { transport, signer }: Means): Promise<Order> {
  return JSON.parse((await transport.post(signer, url, undefined, { action: "read the order" })).body) as Order;
}

/** Waits until the order is authorized or issued, or has failed. One request covers all its names. */
async function waitForOrder(url: string, until: "authorized" | "issued", { transport, signer, timings, signal }: Means): Promise<Order> {
  for (let attempt = 0; ; attempt += 1) {
    const answer = await transport.post(signer, url, undefined, { action: "read the order" });
    const order = JSON.parse(answer.body) as Order;
    if (!isUnsettled(order, until)) return order;
    const asked = retryAfter(answer.headers["retry-after"], Date.now());
    await sleep(Math.min(asked ?? pollInterval(attempt, timings.poll), timings.longestWait), undefined, { signal });
  }
}

function isUnsettled({ status, certificate }: Order, until: "authorized" | "issued"): boolean {
  if (until === "authorized") return status === "pending";
  return status === "processing" || (status === "valid" && certificate === undefined);
}

async function finalizeOrder(order: Order, csr: string, { transport, signer }: Means): Promise<Order> {
  const answer = await transport.post(signer, order.finalize, { csr }, { action: "finalize the order", once: true });
  return JSON.parse(answer.body) as Order;
}

/** Removes proofs, even after an interruption. A failure is reported and returned, not thrown: it must not hide another error. */
async function withdrawProofs(proofs: readonly Proof[], { solver }: Means): Promise<Error | undefined> {
  if (proofs.length === 0) return undefined;
  const signal = AbortSignal.timeout(cleanUpTime);
  setMaxListeners(0, signal);
  try {
    await solver.remove(proofs, signal);
    return undefined;
  } catch (cause) {
    const error = new Error(
      `the proofs for ${shortList([...new Set(proofs.map(({ name }) => name))])} could not be removed: ` +
        `${cause instanceof Error ? cause.message : String(cause)}`,
      { cause },
    );
    tell(error.message);
    return error;
  }
}
