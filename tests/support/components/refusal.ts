/** Something that an argument must not be, and what its fault says of it. */
export interface Refusal {
  /** Replaces the argument at this path: `server.upstream`, `services.0.kind`. */
  readonly at: string;
  readonly value: unknown;
  /**
   * Where the fault is told.
   * @default the argument's own path
   */
  readonly told?: string;
}

/** A component with arguments that are right, and values that each of them must not have. */
export interface Sample {
  readonly args: Readonly<Record<string, unknown>>;
  /** For every argument at least one. */
  readonly refusals: readonly Refusal[];
}

export const each = (path: string, values: readonly unknown[], told?: string): Refusal[] =>
  values.map((value) => ({ at: path, value, ...(told !== undefined && { told }) }));

export const missing = (...paths: readonly string[]): Refusal[] => paths.map((path) => ({ at: path, value: undefined }));

/** The same refusals of an argument that another one holds. */
export const below = (prefix: string, refusals: readonly Refusal[]): Refusal[] =>
  refusals.map(({ at: path, value, told }) => ({ at: `${prefix}.${path}`, value, ...(told !== undefined && { told: `${prefix}.${told}` }) }));
