import type { Fault } from "./fault";

/** In bytes of JSON. Settings are kept in state, shown in differences and sent to the host as a whole. */
const largest = 1024 * 1024;

/** In levels. No real setting is nested this deeply. */
const deepest = 64;

/** Keys that are never settings: JavaScript uses them for an object's prototype. */
const reserved: readonly string[] = ["__proto__", "constructor", "prototype"];

/** Whether a value becomes known later: a Pulumi output, or a promise. */
export function isLater(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { __pulumiOutput, then } = value as { readonly __pulumiOutput?: unknown; readonly then?: unknown };
  return __pulumiOutput === true || typeof then === "function";
}

/** A part of settings. */
export interface Part {
  /** The keys that lead there. */
  readonly path: readonly string[];
  readonly value: unknown;
}

/** All parts of a value that become known later. The value must not contain itself. */
export function laterParts(value: unknown): Part[] {
  return partsOf(value).filter((part) => isLater(part.value));
}

/** Whether a value is an instance of a class, like a resource. A plain object of another realm, as tests may pass it, is none. */
export function isInstance(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype !== null && Object.getPrototypeOf(prototype) !== null;
}

/** The parts of a value that are no collections. The value must not contain itself. */
export function partsOf(value: unknown, path: readonly string[] = []): Part[] {
  return isCollection(value) ? Object.entries(value).flatMap(([key, part]) => partsOf(part, [...path, key])) : [{ path, value }];
}

/** A copy of `value` with other parts in these places. It shares everything else with `value`. */
export function withParts(value: unknown, parts: readonly Part[]): unknown {
  return parts.reduce((whole, { path, value: part }) => withPart(whole, path, part), value);
}

function withPart(value: unknown, [key, ...rest]: readonly string[], part: unknown): unknown {
  if (key === undefined) return part;
  if (!isCollection(value)) return value;
  const changed = withPart(value[key], rest, part);
  return Array.isArray(value) ? value.map((old: unknown, index) => (String(index) === key ? changed : old)) : { ...value, [key]: changed };
}

/** Whether a value is an array or a plain object, not an instance of a class. */
export function isCollection(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || isLater(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

/**
 * Faults that schemas cannot handle: values that contain themselves, values that are too large, and keys reserved by JavaScript.
 * `isWhole` says whether the value can be checked further.
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
