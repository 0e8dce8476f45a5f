import type { Unchecked } from "../../shared/validation";
import { finding, type Code, type Finding, type Hop } from "../chain/codes";

/** A finding that follows from settings, before they are deployed. */
export interface PlannedFinding extends Finding {
  /** The path of the setting to look at first, e.g. `proxy.ssl`. */
  readonly setting: string;
}

/** A rule for combinations of settings with which a hop of the chain would fail. */
export interface ChainRule {
  /** The paths of the settings that it reads, where `*` stands for any key. */
  readonly of: readonly string[];
  /** The faults; the settings may have any shape. */
  readonly findings: (site: Unchecked) => readonly PlannedFinding[];
}

/** The place and content of a finding: the rule, the value that breaks it, and what to do. */
export interface Told {
  readonly hop: Hop;
  readonly setting: string;
  readonly rule: string;
  readonly value: unknown;
  readonly remedy: string;
}

export function planned(code: Code, { hop, setting, rule, value, remedy }: Told): PlannedFinding {
  return { ...finding(code, hop, `${rule}: current value is ${value === undefined ? "the default" : JSON.stringify(value)}`, remedy), setting };
}
