import { FinalError } from "./final-error";

/**
 * One thing that is wrong with a setting.
 *
 * @example
 * ```ts
 * import { ConfigurationError, type Fault } from "tlsup";
 * const fault: Fault = { path: "tlsup:site.domain", problem: "must be a host name: current value is \"a b\"", remedy: "Write it like blog.example.com." };
 * throw new ConfigurationError([fault]);
 * ```
 */
export interface Fault {
  /** Where the setting is, from the top: `tlsup:site.host.region`. */
  readonly path: string;
  /** The rule and the value that breaks it. */
  readonly problem: string;
  /**
   * What to do about it.
   * @default none: the problem says it
   */
  readonly remedy?: string;
}

/** Ends a problem whose value must not be told. */
export const notShown = "secret, and not shown";

/** All faults of a configuration. A component that throws this has created nothing. */
export class ConfigurationError extends FinalError {
  override readonly name = "ConfigurationError";

  constructor(
    readonly faults: readonly Fault[],
    outcome?: string,
  ) {
    super(describeFaults(faults, outcome));
  }
}

/** Throws {@link ConfigurationError} if there are faults. `outcome` says what has, or has not, been changed. */
export function refuse(faults: readonly Fault[], outcome?: string): void {
  if (faults.length > 0) throw new ConfigurationError(faults, outcome);
}

/** The faults as text for the user: one a line, path first. */
export function describeFaults(faults: readonly Fault[], outcome = "nothing has been changed"): string {
  const count = faults.length === 1 ? "1 fault" : `${faults.length} faults`;
  return [`The configuration has ${count}; ${outcome}:`, ...faults.map((fault) => `  ${lineOf(fault)}`)].join("\n");
}

/** A fault in one line, path first. */
export function lineOf({ path, problem, remedy }: Fault): string {
  return `${path}: ${problem}${remedy ? `. ${remedy}` : ""}`;
}
