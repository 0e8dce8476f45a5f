import { equal } from "./equality";
import type { Field, Fields } from "./schema";
import { hasUnknown, isList, isMap, revealMap, type Value, type ValueMap } from "./value";

export type ChangeKind = "add" | "delete" | "update";

export interface Change {
  readonly kind: ChangeKind;
  readonly replace: boolean;
  /** Whether the program changed; otherwise the resource drifted from it. */
  readonly inInputs: boolean;
}

/** By property path, e.g. `inboundRules[0].portRange`. */
export type Changes = ReadonlyMap<string, Change>;

export interface DiffRequest {
  readonly fields: Fields;
  readonly oldInputs: ValueMap;
  /** The outputs of the last update or refresh. */
  readonly state: ValueMap;
  readonly inputs: ValueMap;
  readonly ignored: readonly string[];
  /** The inputs in the form of the state after an update. */
  readonly planned: ValueMap;
}

/** What an update would change: like the vendor's provider, it compares the state with the program. */
export function diff(request: DiffRequest): Changes {
  const state = revealMap(request.state);
  const inputs = revealMap(request.inputs);
  const planned = revealMap(request.planned);
  const oldInputs = revealMap(request.oldInputs);
  const changes = new Map<string, Change>();
  for (const [name, field] of Object.entries(request.fields)) {
    if (request.ignored.includes(name)) continue;
    const from = present(state[name]);
    const to = present(planned[name]);
    if (!differs(field, from, to)) continue;
    const written = present(inputs[name]);
    const inInputs = !equal(field, present(oldInputs[name]), written);
    const change = { replace: replaces(field, from, to), inInputs };
    for (const [path, kind] of paths(name, field, inInputs ? present(oldInputs[name]) : from, inInputs ? written : to)) changes.set(path, { kind, ...change });
  }
  return changes;
}

/** Providers do not distinguish an empty list from a missing one. */
function present(value: Value | undefined): Value | undefined {
  return value === null || (isList(value) && value.length === 0) ? undefined : value;
}

function differs(field: Field, from: Value | undefined, to: Value | undefined): boolean {
  if (to === undefined) return !field.computed && !blank(from);
  if (hasUnknown(to)) return true;
  return from === undefined ? !blank(to) : !equal(field, from, to);
}

function blank(value: Value | undefined): boolean {
  return value === undefined || value === "" || value === false;
}

function replaces(field: Field, from: Value | undefined, to: Value | undefined): boolean {
  return field.replaces === true && calledFor(field.replacesWhen, from, to);
}

function calledFor(when: Field["replacesWhen"], from: Value | undefined, to: Value | undefined): boolean {
  switch (when) {
    case "true->false":
      return from === true && to === false;
    case "old-state-value-is-PEM":
      return typeof from === "string" && from.trimStart().startsWith("-----BEGIN ");
    case "set-in-program":
      return to !== undefined;
    case undefined:
      return true;
  }
}

/** The smallest paths at which two values differ, so that the engine shows these and not the whole value. */
function paths(path: string, field: Field, from: Value | undefined, to: Value | undefined): [string, ChangeKind][] {
  if (!hasUnknown(to ?? null) && equal(field, from, to)) return [];
  if (isMap(from) && isMap(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])];
    return names.flatMap((name) => paths(`${path}.${name}`, field.fields?.[name] ?? { type: "any" }, from[name], to[name]));
  }
  if (isList(from) && isList(to)) {
    const element: Field = { type: "any", ...(field.fields && { fields: field.fields }) };
    return Array.from({ length: Math.max(from.length, to.length) }, (_, index) => paths(`${path}[${index}]`, element, from[index], to[index])).flat();
  }
  if (present(from) === undefined) return [[path, "add"]];
  return [[path, present(to) === undefined ? "delete" : "update"]];
}
