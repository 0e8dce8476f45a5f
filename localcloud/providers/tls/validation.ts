import { isIP } from "node:net";
import { isList, type ValueMap } from "../contract/value";
import type { Fault } from "../provider";
import { allowedUses } from "./extensions";

/** Faults of the inputs that all kinds of certificates share. Values may be unknown. */
export function certificateFaults(inputs: ValueMap): Fault[] {
  return [
    ...each(inputs, "allowedUses", (use) => (allowedUses.includes(use) ? undefined : `Cannot allow the use "${use}": there are ${allowedUses.join(", ")}`)),
    ...nonNegative(inputs, "validityPeriodHours"),
    ...nonNegative(inputs, "earlyRenewalHours"),
  ];
}

export function nameFaults(inputs: ValueMap): Fault[] {
  return [
    ...each(inputs, "ipAddresses", (address) => (isIP(address) > 0 ? undefined : `Cannot use "${address}" as an IP address: it is neither IPv4 nor IPv6`)),
    ...each(inputs, "uris", (uri) => (URL.canParse(uri) ? undefined : `Cannot use "${uri}" as a URI: it is not absolute`)),
  ];
}

/** A key is given either in its write-only form or in the form that is kept in the state. */
export function keyFaults(inputs: ValueMap, name: string): Fault[] {
  const given = [inputs[name], inputs[`${name}Wo`]].filter((value) => value !== undefined);
  if (given.length === 1) return [];
  const rule = `exactly one of ${name} and ${name}Wo is required`;
  return [{ path: name, reason: given.length === 0 ? `Missing required argument: ${rule}` : `Conflicting arguments: ${rule}` }];
}

function each(inputs: ValueMap, name: string, reasonFor: (text: string) => string | undefined): Fault[] {
  const list = inputs[name];
  if (!isList(list)) return [];
  return list.flatMap((item, index) => {
    const reason = typeof item === "string" ? reasonFor(item) : undefined;
    return reason === undefined ? [] : [{ path: `${name}[${index}]`, reason }];
  });
}

function nonNegative(inputs: ValueMap, name: string): Fault[] {
  const value = inputs[name];
  return typeof value === "number" && value < 0 ? [{ path: name, reason: `Cannot use ${value} as ${name}: it is at least 0` }] : [];
}
