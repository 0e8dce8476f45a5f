import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { send, type Answer } from "./send";

/** How to use one vendor's API. */
export interface Dialect {
  /** The vendor's name in messages, e.g. `DigitalOcean`. */
  readonly vendor: string;
  /** Without a slash at the end. */
  readonly endpoint: string;
  /** Credentials and the like; never shown. */
  readonly headers: Readonly<Record<string, string>>;
  /** The fault in the vendor's error body, or undefined. */
  readonly fault: (body: unknown) => string | undefined;
}

/** How long a request is retried, in milliseconds: enough to restart the local cloud. */
const patience = 20_000;
const longestPause = 2_000;

/** The API refused a request, or could not be reached. */
export class ApiError extends Error {
  constructor(
    message: string,
    /** The HTTP status; 0 if there was no answer. */
    readonly status: number,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

export class Api {
  constructor(readonly dialect: Dialect) {}

  get(path: string, signal: AbortSignal): Promise<unknown> {
    return this.#request("GET", path, undefined, signal);
  }

  /** Undefined if it does not exist. */
  async find(path: string, signal: AbortSignal): Promise<unknown> {
    try {
      return await this.get(path, signal);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return undefined;
      throw error;
    }
  }

  post(path: string, body: object, signal: AbortSignal): Promise<unknown> {
    return this.#request("POST", path, body, signal);
  }

  put(path: string, body: object, signal: AbortSignal): Promise<unknown> {
    return this.#request("PUT", path, body, signal);
  }

  patch(path: string, body: object, signal: AbortSignal): Promise<unknown> {
    return this.#request("PATCH", path, body, signal);
  }

  /** Succeeds if it does not exist. */
  async delete(path: string, signal: AbortSignal, body?: object): Promise<void> {
    try {
      await this.#request("DELETE", path, body, signal);
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 404)) throw error;
    }
  }

  /** One logical request: every attempt has the same key, so that a repeated POST creates nothing twice. */
  async #request(method: string, path: string, body: object | undefined, signal: AbortSignal): Promise<unknown> {
    const headers = { ...this.dialect.headers, ...(method === "POST" && { "Idempotency-Key": randomUUID() }) };
    const deadline = Date.now() + patience;
    for (let attempt = 0; ; attempt++) {
      const outcome = await this.#attempt({ method, path, body, headers, signal });
      if (!(outcome instanceof ApiError)) return outcome.body;
      const pause = retryPause(outcome, attempt);
      if (pause === undefined || Date.now() + pause > deadline) throw outcome;
      await sleep(pause, undefined, { signal });
    }
  }

  async #attempt(request: {
    method: string;
    path: string;
    body: object | undefined;
    headers: Record<string, string>;
    signal: AbortSignal;
  }): Promise<Answer | RefusedRequest> {
    const { vendor, endpoint, fault } = this.dialect;
    const called = `${request.method} ${request.path.split("?")[0] ?? ""}`;
    try {
      const answer = await send({ ...request, url: endpoint + request.path });
      if (answer.status < 300) return answer;
      const said = fault(answer.body) ?? "no reason given";
      return new RefusedRequest(`${vendor} refuses ${called} with status ${answer.status}: ${said}`, answer.status, answer.retryAfter);
    } catch (error) {
      if (request.signal.aborted) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      return new RefusedRequest(`Cannot reach ${vendor} at ${endpoint} for ${called}: ${reason}`, 0, undefined, error);
    }
  }
}

class RefusedRequest extends ApiError {
  constructor(
    message: string,
    status: number,
    /** Milliseconds that the server asked to wait. */
    readonly retryAfter: number | undefined,
    cause?: unknown,
  ) {
    super(message, status, cause);
  }
}

/** Milliseconds until the next attempt; undefined if a retry cannot help. */
function retryPause(refusal: RefusedRequest, attempt: number): number | undefined {
  const { status } = refusal;
  const passing = status === 0 || status === 429 || (status >= 500 && status !== 501);
  if (!passing) return undefined;
  return refusal.retryAfter ?? Math.min(longestPause, 100 * 2 ** attempt);
}
