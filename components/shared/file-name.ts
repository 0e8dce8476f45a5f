/**
 * Returns `name` if it is safe as a folder's name on a host. Throws otherwise: a path made from it could lead elsewhere, and a
 * removal would delete what is there.
 */
export function safeFileName(name: string): string {
  if (isSafeFileName(name)) return name;
  throw new Error(`Cannot name a folder on the host as it must consist of letters, digits, dots, _ and -: current value is ${JSON.stringify(name)}`);
}

/** Whether a name has no special meaning in a path, a systemd unit or a shell: lower case, and no dots at either end or side by side. */
export function isSafeFileName(name: unknown): name is string {
  return typeof name === "string" && name.length <= 253 && /^[a-z0-9]([a-z0-9._-]*[a-z0-9])?$/.test(name) && !name.includes("..");
}
