/** The status of an answer of Cloudflare's API; the errors of its official client carry it. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : undefined;
}

/** Cloudflare's codes for what was wrong. */
export function codesOf(error: unknown): (number | undefined)[] {
  return errorsOf(error).map(({ code }) => code);
}

/** Cloudflare's own words for it. */
export function reasonsOf(error: unknown): string {
  return errorsOf(error)
    .map(({ message = "" }) => message)
    .join("; ");
}

/** Passes over what Cloudflare no longer has; any other error is thrown again. For `catch`. */
export function unlessGone(error: unknown): undefined {
  if (statusOf(error) !== 404) throw error;
}

/** How a refusal is worded. */
export interface RefusalWords {
  /** What cannot be done, e.g. `Cannot set ssl of the zone example.com`. */
  readonly cannot: string;
  /** What must hold when the token may not. */
  readonly allowed: string;
  /** What must hold otherwise. */
  readonly answered: string;
}

/** Asks Cloudflare. Its refusal is thrown in words, with its status and its own reasons; what is no refusal is thrown as it is. */
export async function understandably<T>({ cannot, allowed, answered }: RefusalWords, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const status = statusOf(cause);
    if (status === undefined) throw cause;
    const rule = status === 401 || status === 403 ? allowed : answered;
    throw new Error(`${cannot} as ${rule}: it answered ${status} ${reasonsOf(cause)}`, { cause });
  }
}

function errorsOf(error: unknown): readonly { readonly code?: number; readonly message?: string }[] {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors) ? (error.errors as { code?: number; message?: string }[]) : [];
}
