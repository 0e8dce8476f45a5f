import { createHash } from "node:crypto";
import { equal } from "./equality";
import type { Plain, Properties } from "./value";

/** As with the vendors' plugins, the state has the hash of the user data, not the text. */
export function hashOf(userData: string): string {
  return createHash("sha1").update(userData).digest("hex");
}

/** A set, in the program's order if it has the same members. */
export function inOrderOf(written: Plain | undefined, told: readonly Plain[]): Plain {
  return equal({ type: "any", set: true }, written, told) ? (written ?? told) : told;
}

/** Whether two public keys are the same: vendors ignore a line break at the end. */
export function samePublicKey(left: unknown, right: unknown): boolean {
  return typeof left === "string" && typeof right === "string" && left.trim() === right.trim();
}

/** Labels; an empty set counts as not set. */
export function anyLabels(labels: Properties): { readonly labels?: Properties } {
  return Object.keys(labels).length > 0 ? { labels } : {};
}
