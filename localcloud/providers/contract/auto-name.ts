import { createHash } from "node:crypto";

/** The engine's data for a name that the program omits. */
export interface Naming {
  /** The resource's name in the program. */
  readonly name: string;
  /** Random bytes that are the same in a preview and in its update. */
  readonly seed: Uint8Array;
  /** The engine's own proposal, from the project's `pulumi:autonaming` configuration. */
  readonly proposal?: string;
  /** Whether the project forbids automatic names. */
  readonly disabled?: boolean;
}

/** Pulumi's default name: the resource's name and seven random hexadecimal digits; undefined if the project forbids it. */
export function autoName({ name, seed, proposal, disabled }: Naming): string | undefined {
  if (disabled) return undefined;
  if (proposal) return proposal;
  return `${name}-${createHash("sha256").update(name).update(seed).digest("hex").slice(0, 7)}`;
}
