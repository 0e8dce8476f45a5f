import * as v from "valibot";
import { addressRange } from "../../shared/address";

/** The address ranges that the edge connects from, as Cloudflare lists them now. */
export interface EdgeRangesInputs {
  /** The published list. */
  readonly listed: readonly string[];
}

/** The ranges that may connect. */
export interface EdgeRangesOutputs extends EdgeRangesInputs {
  /** All ranges that are or were in the list. */
  readonly ranges: readonly string[];
}

/** The schema of {@link EdgeRangesInputs}. */
export const edgeRangesEntries = { listed: v.array(addressRange) };

/**
 * The ranges to admit, sorted, and those that are no longer in the list.
 * Removing ranges because a list is empty, or shorter by mistake, would lock visitors out. So ranges that were admitted stay.
 */
export function admittedRanges(known: readonly string[], listed: readonly string[]): { readonly ranges: readonly string[]; readonly lost: readonly string[] } {
  return { ranges: [...new Set([...known, ...listed])].sort(), lost: known.filter((range) => !listed.includes(range)) };
}
