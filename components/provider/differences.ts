import { canonical } from "../shared/canonical";
import { holdsUnknown, isList, isObject, type Json, type Properties } from "./value";

/** One place where a resource differs from what the program wants. */
export interface Difference {
  /** As the engine writes it: `files["nginx.conf"]`, `names[0]`. */
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
}

/** The innermost places where two properties differ. */
export function differences(path: string, before: Json | undefined, after: Json | undefined): Difference[] {
  if (!holdsUnknown(after) && canonical(before) === canonical(after)) return [];
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => differences(`${path}${keyIn(name)}`, before[name], after[name]));
  }
  if (isList(before) && isList(after)) {
    return Array.from({ length: Math.max(before.length, after.length) }, (_, index) => differences(`${path}[${index}]`, before[index], after[index])).flat();
  }
  if (isAbsent(before)) return [{ path, kind: "add" }];
  return [{ path, kind: isAbsent(after) ? "delete" : "update" }];
}

/** How a resource's inputs differ from those that the program wants. `computed` names the properties that are not inputs. */
export function inputDifferences(before: Properties, after: Properties, computed: readonly string[]): Difference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !computed.includes(name));
  return names.flatMap((name) => differences(name, before[name], after[name]));
}

/** The property that a path begins with. */
export function topOf(path: string): string {
  return /^[^.[]+/.exec(path)?.[0] ?? path;
}

function isAbsent(value: Json | undefined): boolean {
  return value === undefined || value === null;
}

function keyIn(name: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
