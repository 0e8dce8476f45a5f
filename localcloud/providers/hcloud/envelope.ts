/** The message of an error answer, with its code and the messages about fields. */
export function fault(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const { error } = body as {
    error?: { code: string; message: string; details?: { fields?: readonly { name: string; messages?: readonly string[] }[] } | null };
  };
  if (!error) return undefined;
  const fields = (error.details?.fields ?? []).flatMap(({ name, messages = [] }) => (messages.length > 0 ? [`${name} ${messages.join(", ")}`] : []));
  return [`${error.message} (${error.code})`, ...fields].join("; ");
}
