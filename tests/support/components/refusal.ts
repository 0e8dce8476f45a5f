/** A value that an argument must not have, and its fault. */
export interface Refusal {
  /** Replaces the argument at this path: `server.upstream`, `services.0.kind`. */
  readonly at: string;
  readonly value: unknown;
  /**
   * The path in the fault.
   * @default the argument's own path
   */
  readonly told?: string;
}

/** A component with valid arguments, and values that each argument must not have. */
export interface Sample {
  readonly args: Readonly<Record<string, unknown>>;
  /** At least one for every argument. */
  readonly refusals: readonly Refusal[];
}

export const each = (path: string, values: readonly unknown[], told?: string): Refusal[] =>
  values.map((value) => ({ at: path, value, ...(told !== undefined && { told }) }));

export const missing = (...paths: readonly string[]): Refusal[] => paths.map((path) => ({ at: path, value: undefined }));

/** The same refusals for an argument inside another one. */
export const below = (prefix: string, refusals: readonly Refusal[]): Refusal[] =>
  refusals.map(({ at: path, value, told }) => ({ at: `${prefix}.${path}`, value, ...(told !== undefined && { told: `${prefix}.${told}` }) }));
