import type { Part } from "../instance";

/** Why a part of the local cloud did not start. */
export interface Failure {
  readonly part: string;
  readonly message: string;
}

/** At least one part did not start, and none runs. */
export class PartsFailed extends Error {
  constructor(
    readonly failures: readonly Failure[],
    options: ErrorOptions,
  ) {
    super(failures.map(({ part, message }) => `${part}: ${message}`).join("\n"), options);
  }
}

/** Starts all parts in parallel: afterwards all of them run, or none. */
export async function startParts(starters: Readonly<Record<string, () => Promise<Part>>>): Promise<Part> {
  const names = Object.keys(starters);
  const results = await Promise.allSettled(Object.values(starters).map((start) => start()));
  const started = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const close = async (): Promise<void> => {
    await Promise.allSettled(started.map((part) => part.close()));
  };
  const failures = results.flatMap((result, index) => (result.status === "rejected" ? [{ part: names[index] ?? "", reason: result.reason as unknown }] : []));
  if (failures.length > 0) {
    await close();
    throw new PartsFailed(
      failures.map(({ part, reason }) => ({ part, message: explain(reason) })),
      { cause: failures[0]?.reason },
    );
  }
  return { close };
}

/** A port in use is the only failure with a known remedy. */
function explain(reason: unknown): string {
  const { code, address, port, message } = reason as { code?: string; address?: string; port?: number; message?: string };
  if (code === "EADDRINUSE" && port !== undefined) {
    return (
      `Cannot listen on ${address ?? "any address"} port ${port}: another program holds it. ` +
      `See which one with \`ss -lntup 'sport = :${port}'\`, and stop it or bind it to an address of its own.`
    );
  }
  return message ?? String(reason);
}
