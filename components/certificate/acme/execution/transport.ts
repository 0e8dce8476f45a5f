import type { KeyObject } from "node:crypto";
import { setMaxListeners } from "node:events";
import { AcmeUnavailable } from "../acme-error";
import { signRequest } from "../jws";
import type { Timings } from "../timings";
import { jsonIn, problemIn, succeeded } from "./answers";
import { httpClient, type HttpAnswer } from "./http";
import { persistently, type Sending } from "./retries";

/** The resources of a CA. Source: RFC 8555, section 7.1.1; `renewalInfo` is RFC 9773, `profiles` the profiles draft. */
export interface Directory {
  readonly newNonce: string;
  readonly newAccount: string;
  readonly newOrder: string;
  readonly revokeCert: string;
  readonly keyChange: string;
  readonly renewalInfo?: string;
  readonly meta?: {
    readonly caaIdentities?: readonly string[];
    readonly externalAccountRequired?: boolean;
    readonly profiles?: Readonly<Record<string, string>>;
  };
}

/** Who signs requests: a key, and its account once that is known. */
export interface Signer {
  readonly key: KeyObject;
  readonly account?: string;
}

/** Conversation with one CA. */
export interface Transport {
  directory(): Promise<Directory>;
  /** A signed request; `payload` undefined reads (POST-as-GET). The payload must not depend on anything that a retry changes. */
  post(signer: Signer, url: string, payload: unknown, sending: Sending): Promise<HttpAnswer>;
  get(url: string, sending: Sending): Promise<HttpAnswer>;
  /** Fetches nonces ahead, for requests that will be sent at the same time. */
  prepare(count: number): void;
  /** How far this machine's clock is ahead of the CA's, in milliseconds, by the last answer that carried a date. */
  clockAhead(): number;
  close(): void;
}

export interface TransportOptions {
  readonly directory: string;
  /** PEM; trusted for the CA's own HTTPS instead of the public roots. */
  readonly root?: string;
  readonly timings: Timings;
  /** Ends everything when it aborts. */
  readonly signal: AbortSignal;
}

/** Opens a conversation; nothing is sent before the first call. */
export function openTransport({ directory: directoryUrl, root, timings, signal }: TransportOptions): Transport {
  const client = httpClient(root);
  // Each request in flight listens to it, and Node.js warns about more than ten listeners.
  setMaxListeners(0, signal);
  const persistence = { host: new URL(directoryUrl).host, timings, signal };
  const nonces: Promise<string>[] = [];
  let known: Promise<Directory> | undefined;
  let ahead = 0;

  const send = async (method: "GET" | "HEAD" | "POST", url: string, body?: string): Promise<HttpAnswer> => {
    const sentAt = Date.now();
    const answer = await client.send(method, url, { timeout: timings.request, signal, ...(body !== undefined && { body }) });
    const { date } = answer.headers;
    // A date has whole seconds: adding half a second is the best guess. An answer from a cache (Age) has an old date.
    if (date !== undefined && answer.headers.age === undefined) ahead = (sentAt + Date.now()) / 2 - (Date.parse(date) + 500);
    return answer;
  };

  const freshNonce = async (): Promise<string> => {
    const { newNonce } = await directory();
    const { headers } = await persistently(persistence, { action: "begin a request" }, async () => send("HEAD", newNonce));
    const nonce = headers["replay-nonce"];
    if (nonce === undefined)
      throw new AcmeUnavailable(`Cannot begin a request as ${newNonce} must give a Replay-Nonce: it gave none. Check that the directory is an ACME server's`);
    return nonce;
  };

  /** The newest first: the oldest may have expired at the CA. */
  const nonce = (): Promise<string> => nonces.pop() ?? freshNonce();

  const keepNonce = ({ headers }: HttpAnswer): void => {
    const given = headers["replay-nonce"];
    if (given !== undefined) nonces.push(Promise.resolve(given));
  };

  const signedOnce = async ({ key, account }: Signer, url: string, payload: unknown, action: string): Promise<HttpAnswer> => {
    for (let rejected = 0; ; rejected += 1) {
      const header = { url, nonce: await nonce(), ...(account !== undefined && { kid: account }) };
      const answer = await send("POST", url, JSON.stringify(await signRequest(key, header, payload)));
      keepNonce(answer);
      if (answer.status !== 400 || problemIn(answer).type !== "badNonce") return answer;
      if (rejected >= timings.badNonces) throw new AcmeUnavailable(`Cannot ${action} as the CA must take a fresh nonce: it refused ${rejected + 1} of them`);
    }
  };

  const directory = (): Promise<Directory> => {
    known ??= persistently(persistence, { action: "read the CA's directory" }, () => send("GET", directoryUrl)).then((answer) =>
      parseDirectory(succeeded(answer, "read the CA's directory"), directoryUrl),
    );
    return known;
  };

  return {
    directory,
    post: async (signer, url, payload, sending) =>
      succeeded(await persistently(persistence, sending, () => signedOnce(signer, url, payload, sending.action)), sending.action),
    get: async (url, sending) => succeeded(await persistently(persistence, sending, () => send("GET", url)), sending.action),
    prepare: (count) => {
      for (let missing = count - nonces.length; missing > 0; missing -= 1) {
        const pending = freshNonce();
        // The request that takes the nonce gets its failure; an unused one must not end the process.
        pending.catch(() => undefined);
        nonces.push(pending);
      }
    },
    clockAhead: () => ahead,
    close: () => client.close(),
  };
}

function parseDirectory({ body }: HttpAnswer, url: string): Directory {
  const directory = jsonIn(body) as Partial<Directory> | undefined;
  const missing = (["newNonce", "newAccount", "newOrder", "revokeCert", "keyChange"] as const).filter((key) => typeof directory?.[key] !== "string");
  if (missing.length > 0)
    throw new AcmeUnavailable(`Cannot use ${url} as a CA as its directory must name ${missing.join(", ")}: it does not. Give the URL of an ACME directory`);
  return directory as Directory;
}
