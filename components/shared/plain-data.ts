import type { Fault } from "./fault";

/** Settings are kept in state, shown in differences and sent to the host as a whole. */
const largest = 1024 * 1024;

/** No setting is nested so deeply. */
const deepest = 64;

/** Keys that are no settings and no names anywhere: to JavaScript they are an object's origin. */
const reserved: readonly string[] = ["__proto__", "constructor", "prototype"];

/** Whether a value becomes known later: an output of Pulumi's, or a promise. */
export function isLater(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { __pulumiOutput, then } = value as { readonly __pulumiOutput?: unknown; readonly then?: unknown };
  return __pulumiOutput === true || typeof then === "function";
}

/** A part of settings that becomes known later. */
export interface LaterPart {
  /** The keys that lead there. */
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Everything in a value that becomes known later. The value is no circle. */
export function laterParts(value: unknown, path: readonly string[] = []): LaterPart[] {
  if (isLater(value)) return [{ path, value }];
  return isCollection(value) ? Object.entries(value).flatMap(([key, part]) => laterParts(part, [...path, key])) : [];
}

/** `value` with other parts in these places; what is not on the way there is shared with it. */
export function withParts(value: unknown, parts: readonly LaterPart[]): unknown {
  return parts.reduce((whole, { path, value: part }) => withPart(whole, path, part), value);
}

function withPart(value: unknown, [key, ...rest]: readonly string[], part: unknown): unknown {
  if (key === undefined) return part;
  if (!isCollection(value)) return value;
  const changed = withPart(value[key], rest, part);
  return Array.isArray(value) ? value.map((old: unknown, index) => (String(index) === key ? changed : old)) : { ...value, [key]: changed };
}

/** An array, or an object that was written as one; an instance of a class is not looked into. */
export function isCollection(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || isLater(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

/**
 * What of a value no schema has to deal with: circles, too much of it, keys that JavaScript keeps for itself.
 * `isWhole` says whether the value can be looked at further.
 */
export function dataFaults(value: unknown, root: string): { readonly faults: readonly Fault[]; readonly isWhole: boolean } {
  if (isTooDeep(value, 0))
    return { faults: [{ path: root, problem: `must be plain data: current value contains itself, or is nested more than ${deepest} deep` }], isWhole: false };
  const size = Buffer.byteLength(JSON.stringify(known(value)) ?? "");
  if (size <= largest) return { faults: reservedKeys(value, root), isWhole: true };
  return {
    faults: [
      {
        path: root,
        problem: `must be at most ${largest} bytes as JSON: current value has ${size}`,
        remedy: "Put certificates into files, and what else is large into the application",
      },
    ],
    isWhole: false,
  };
}

function isTooDeep(value: unknown, depth: number): boolean {
  return isCollection(value) && (depth >= deepest || Object.values(value).some((part) => isTooDeep(part, depth + 1)));
}

/** The part of a value that JSON can show. */
function known(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (typeof value !== "object" || value === null) return value;
  if (!isCollection(value)) return undefined;
  return Array.isArray(value) ? value.map(known) : Object.fromEntries(Object.entries(value).map(([key, part]) => [key, known(part)]));
}

function reservedKeys(value: unknown, path: string): Fault[] {
  if (!isCollection(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => {
    const at = `${path}.${key}`;
    return reserved.includes(key)
      ? [{ path: at, problem: "is not a setting", remedy: "Remove it: JavaScript gives that name a meaning of its own" }]
      : reservedKeys(part, at);
  });
}
