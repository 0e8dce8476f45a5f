import { setTimeout as sleep } from "node:timers/promises";
import type { CloudflareAccess } from "./cloudflare";

/** Reads from Cloudflare's API. Cloudflare's official client is one as well. */
export interface CloudflareReader {
  /** Throws an error with the status and Cloudflare's errors, if Cloudflare refuses. */
  get<T>(path: string, options?: { readonly query?: Readonly<Record<string, string | number>> }): Promise<T>;
}

/** How long a reader tries. */
export interface ReaderPatience {
  readonly attempts: number;
  /** Of each attempt, in milliseconds. */
  readonly timeout: number;
}

/** As the official client does it. */
const patience: ReaderPatience = { attempts: 6, timeout: 20_000 };
/** For a preview, which shows less rather than waiting long. */
export const once: ReaderPatience = { attempts: 1, timeout: 5_000 };
/** In milliseconds. */
const longestPause = 8_000;

/** Whether there is a token to ask with. */
export function hasToken(apiToken: string | undefined): boolean {
  return apiToken !== undefined || process.env.CLOUDFLARE_API_TOKEN !== undefined;
}

/**
 * A reader for what asks at every run: the official client is a thousand modules, and loading them takes a fifth of the processor time of a run.
 * It repeats requests that were rate-limited (429) or failed (5xx, no answer).
 */
export function cloudflareReader({ apiToken, baseUrl }: CloudflareAccess, { attempts, timeout } = patience): CloudflareReader {
  const token = apiToken ?? process.env.CLOUDFLARE_API_TOKEN ?? "";
  const base = baseUrl ?? process.env.CLOUDFLARE_BASE_URL ?? "https://api.cloudflare.com/client/v4";
  return {
    async get<T>(path: string, { query = {} }: { readonly query?: Readonly<Record<string, string | number>> } = {}): Promise<T> {
      const url = new URL(`${base}${path}`);
      for (const [key, value] of Object.entries(query)) url.searchParams.set(key, String(value));
      for (let attempt = 1; ; attempt += 1) {
        const answer = await ask(url, token, timeout).catch((error: unknown) => {
          if (attempt === attempts) throw error;
        });
        if (answer?.ok) return (await answer.json()) as T;
        if (answer && (attempt === attempts || (answer.status !== 429 && answer.status < 500))) throw await refusalOf(answer);
        await sleep(pause(attempt, answer?.headers.get("retry-after")));
      }
    },
  };
}

function ask(url: URL, token: string, timeout: number): Promise<Response> {
  return fetch(url, { headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(timeout) });
}

function pause(attempt: number, wished: string | null | undefined): number {
  const seconds = Number(wished ?? "NaN");
  return Number.isFinite(seconds) && seconds >= 0 && seconds < 60 ? seconds * 1000 : Math.min(500 * 2 ** (attempt - 1), longestPause);
}

/** An error of the same form as those of the official client. */
async function refusalOf(answer: Response): Promise<Error> {
  const { errors = [] } = (await answer.json().catch(() => ({}))) as { readonly errors?: readonly unknown[] };
  return Object.assign(new Error(`Cloudflare answered ${answer.status}`), { status: answer.status, errors });
}
