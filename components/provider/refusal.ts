import type { Fault } from "../shared/fault";
import { holdsUnknown, isList, isObject, reveal, type Json, type Properties } from "./value";

/** What is wrong with one input, in the form that the engine takes. */
export interface PropertyFault {
  readonly path: string;
  readonly reason: string;
}

/** Arguments that a component refuses. */
export class RefusedInputs extends Error {
  constructor(
    message: string,
    readonly faults: readonly PropertyFault[],
  ) {
    super(message);
  }
}

/** In characters of JSON. The path says more than a longer value would. */
const longestShown = 200;

/** The faults in the arguments of the component `name`, with paths relative to its inputs. */
export function propertyFaults(faults: readonly Fault[], name: string, inputs: Properties): PropertyFault[] {
  return faults.map(({ path, problem, remedy }) => {
    const own = path.startsWith(`${name}.`) ? path.slice(name.length + 1) : path;
    const reason = `${problem}${remedy === undefined ? "" : `. ${remedy}`}`;
    const keys = own.split(".");
    // The engine shows the value at a path, and crashes if that is not known yet. At the path with this suffix it finds no value.
    return { path: isShowable(valueAt(inputs, keys)) ? propertyPath(keys) : `${propertyPath(keys)} (its value is not shown)`, reason };
  });
}

function valueAt(inputs: Properties, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((value, key) => (isList(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined), reveal(inputs));
}

function isShowable(value: Json | undefined): boolean {
  if (value === undefined) return true;
  if (holdsUnknown(value)) return false;
  const text = JSON.stringify(value);
  return text.length <= longestShown && !text.includes("PRIVATE KEY");
}

/** A path as the engine writes it: `services[0].kind`. */
function propertyPath(keys: readonly string[]): string {
  return keys.map((key, index) => (/^\d+$/.test(key) ? `[${key}]` : `${index === 0 ? "" : "."}${key}`)).join("");
}
