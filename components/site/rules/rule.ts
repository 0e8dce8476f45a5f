import type { Unchecked } from "../../shared/validation";
import { finding, type Code, type Finding, type Hop } from "../chain/codes";

/** A finding about settings: what is deployed by them is not there yet. */
export interface PlannedFinding extends Finding {
  /** The path of the setting to look at first, e.g. `proxy.ssl`. */
  readonly setting: string;
}

/** What the settings of a site must be together, lest a hop of its chain fails. */
export interface ChainRule {
  /** The paths of the settings that it looks at, where `*` stands for any key. */
  readonly of: readonly string[];
  /** What is wrong; the settings may have any shape. */
  readonly findings: (site: Unchecked) => readonly PlannedFinding[];
}

/** Where a finding is, and what it says: the rule, the value that breaks it, and what to do. */
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
