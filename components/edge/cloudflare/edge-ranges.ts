import * as v from "valibot";
import { addressRange } from "../../shared/address";

/** The address ranges that the edge asks from, as its operator lists them now. */
export interface EdgeRangesInputs {
  /** The list as it is published. */
  readonly listed: readonly string[];
}

/** The ranges that are admitted. */
export interface EdgeRangesOutputs extends EdgeRangesInputs {
  /** Those that are listed, and those that were and are not any more. */
  readonly ranges: readonly string[];
}

/** What {@link EdgeRangesInputs} must be. */
export const edgeRangesEntries = { listed: v.array(addressRange) };

/**
 * The ranges to admit, sorted, and those of them that the list has lost.
 * A list that is empty, or shorter by mistake, would shut visitors out: what was admitted stays.
 */
export function admittedRanges(known: readonly string[], listed: readonly string[]): { readonly ranges: readonly string[]; readonly lost: readonly string[] } {
  return { ranges: [...new Set([...known, ...listed])].sort(), lost: known.filter((range) => !listed.includes(range)) };
}
