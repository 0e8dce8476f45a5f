interface Envelope<T> {
  readonly result: T;
  readonly errors?: readonly { readonly code?: number; readonly message?: string; readonly error_chain?: Envelope<unknown>["errors"] }[];
}

/** The result in an answer of Cloudflare's API. */
export function result<T>(body: unknown): T {
  return (body as Envelope<T>).result;
}

/** The messages of an error answer with their codes and causes. */
export function fault(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const told = messages((body as Envelope<unknown>).errors ?? []);
  return told.length > 0 ? told.join("; ") : undefined;
}

function messages(errors: NonNullable<Envelope<unknown>["errors"]>): string[] {
  return errors.flatMap(({ code, message, error_chain }) => [
    `${message ?? "unknown error"}${code === undefined ? "" : ` (${code})`}`,
    ...messages(error_chain ?? []),
  ]);
}
