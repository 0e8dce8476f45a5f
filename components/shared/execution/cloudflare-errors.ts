/** The HTTP status of an error from Cloudflare's official client. */
export function statusOf(error: unknown): number | undefined {
  return error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : undefined;
}

/** Cloudflare's codes for an error. */
export function codesOf(error: unknown): (number | undefined)[] {
  return errorsOf(error).map(({ code }) => code);
}

/** Cloudflare's own words for an error. */
export function reasonsOf(error: unknown): string {
  return errorsOf(error)
    .map(({ message = "" }) => message)
    .join("; ");
}

/** For `catch`: ignores that Cloudflare no longer has something, and throws any other error again. */
export function unlessGone(error: unknown): undefined {
  if (statusOf(error) !== 404) throw error;
}

/** The words for a refusal. */
export interface RefusalWords {
  /** What failed, e.g. `Cannot set ssl of the zone example.com`. */
  readonly cannot: string;
  /** What the token needs for it, e.g. `the permission "Zone: DNS: Edit"`. */
  readonly needs: string;
}

/** Sends a request to Cloudflare. Throws a refusal with these words, its status and Cloudflare's reasons; any other error unchanged. */
export async function understandably<T>({ cannot, needs }: RefusalWords, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (cause) {
    const status = statusOf(cause);
    if (status === undefined) throw cause;
    const reasons = reasonsOf(cause);
    const otherwise = reasons.startsWith("not entitled")
      ? "the zone's plan must allow it. Choose a higher one, or leave the setting out"
      : "Cloudflare must answer";
    const rule = status === 401 || status === 403 ? `the token must be allowed to. It needs ${needs}` : otherwise;
    throw new Error(`${cannot} as ${rule}: it answered ${status} ${reasons}`, { cause });
  }
}

function errorsOf(error: unknown): readonly { readonly code?: number; readonly message?: string }[] {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors) ? (error.errors as { code?: number; message?: string }[]) : [];
}
