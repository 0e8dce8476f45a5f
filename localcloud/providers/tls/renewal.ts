import type { Properties, Value, ValueMap } from "../contract/value";
import type { Issued } from "./certificate";

const hour = 3_600_000;

/** The outputs about a certificate's validity. */
export function validityOutputs(issued: Issued, earlyRenewalHours: number, now: Date): Properties {
  const validity = { validityStartTime: rfc3339(issued.notBefore), validityEndTime: rfc3339(issued.notAfter) };
  return { ...validity, readyForRenewal: dueForRenewal(validity, earlyRenewalHours, now) };
}

/** Whether a certificate has less than its early renewal period left. */
export function dueForRenewal(state: Partial<Properties>, earlyRenewalHours: Value | undefined, now: Date): boolean {
  if (typeof state.validityEndTime !== "string") return false;
  const early = typeof earlyRenewalHours === "number" ? earlyRenewalHours : 0;
  return now.getTime() >= Date.parse(state.validityEndTime) - early * hour;
}

/** A certificate that is due for renewal is replaced, even if the program has not changed. */
export function expired(state: Partial<Properties>, inputs: ValueMap): readonly string[] {
  return dueForRenewal(state, inputs.earlyRenewalHours, new Date()) ? ["readyForRenewal"] : [];
}

function rfc3339(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
