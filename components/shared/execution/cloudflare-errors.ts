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

function errorsOf(error: unknown): readonly { readonly code?: number; readonly message?: string }[] {
  return error instanceof Error && "errors" in error && Array.isArray(error.errors) ? (error.errors as { code?: number; message?: string }[]) : [];
}
