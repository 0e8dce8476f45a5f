import { createHash } from "node:crypto";

/** What the engine says about a name that the program leaves out. */
export interface Naming {
  /** The resource's name in the program. */
  readonly name: string;
  /** Random bytes that are the same in the preview and in the update that carries it out. */
  readonly seed: Uint8Array;
  /** The engine's own proposal, from the project's `pulumi:autonaming` configuration. */
  readonly proposal?: string;
  /** Whether the project forbids names that the program does not give. */
  readonly disabled?: boolean;
}

/** The name that Pulumi gives by default, the resource's name and seven random hexadecimal digits; undefined if the project forbids it. */
export function autoName({ name, seed, proposal, disabled }: Naming): string | undefined {
  if (disabled) return undefined;
  if (proposal) return proposal;
  return `${name}-${createHash("sha256").update(name).update(seed).digest("hex").slice(0, 7)}`;
}
