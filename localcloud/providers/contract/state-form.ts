import { createHash } from "node:crypto";
import { equal } from "./equality";
import type { Plain, Properties, ValueMap } from "./value";

/** As with the vendors' plugins, the state has the hash of the user data, not the text. */
export function hashOf(userData: string): string {
  return createHash("sha1").update(userData).digest("hex");
}

/** A set, in the program's order if it has the same members. */
export function inOrderOf(written: Plain | undefined, told: readonly Plain[]): Plain {
  return equal({ type: "any", set: true }, written, told) ? (written ?? told) : told;
}

/** The public key that the state has, as the program wrote it if the vendor's is the same. */
export function publicKeyForm(written: Plain | undefined, told: string): Plain {
  return samePublicKey(written, told) ? (written ?? told) : told;
}

/** The inputs of a key's resource, with the state's form of the public key if it is the same: so it makes no change. */
export function withKnownPublicKey(inputs: ValueMap, state: Partial<ValueMap>, name: string): ValueMap {
  return samePublicKey(inputs[name], state[name]) ? { ...inputs, [name]: state[name] ?? null } : inputs;
}

/** Whether two public keys are the same: vendors ignore a line break at the end. */
function samePublicKey(left: unknown, right: unknown): boolean {
  return typeof left === "string" && typeof right === "string" && left.trim() === right.trim();
}

/** Labels; an empty set counts as not set. */
export function anyLabels(labels: Properties): { readonly labels?: Properties } {
  return Object.keys(labels).length > 0 ? { labels } : {};
}
