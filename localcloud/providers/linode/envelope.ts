/** The message of an error answer, with the names of the attributes that are wrong. */
export function fault(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { errors = [] } = body as { errors?: readonly { readonly field?: string; readonly reason: string }[] };
  if (errors.length === 0) return undefined;
  return errors.map(({ field, reason }) => (field === undefined ? reason : `${field}: ${reason}`)).join("; ");
}
