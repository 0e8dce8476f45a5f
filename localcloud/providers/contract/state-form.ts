import { createHash } from "node:crypto";
import { equal } from "./equality";
import type { Plain, Properties } from "./value";

/** State holds the hash of a user's data, not the text, as the vendors' does. */
export function hashOf(userData: string): string {
  return createHash("sha1").update(userData).digest("hex");
}

/** A set, in the order of the program as long as it has the same members. */
export function inOrderOf(written: Plain | undefined, told: readonly Plain[]): Plain {
  return equal({ type: "any", set: true }, written, told) ? (written ?? told) : told;
}

/** A public key in the program's form as long as it is the same: vendors ignore a line break at the end. */
export function samePublicKey(left: unknown, right: unknown): boolean {
  return typeof left === "string" && typeof right === "string" && left.trim() === right.trim();
}

/** Labels, of which none are as good as not set. */
export function anyLabels(labels: Properties): { readonly labels?: Properties } {
  return Object.keys(labels).length > 0 ? { labels } : {};
}
