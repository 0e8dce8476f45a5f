import type { Fault } from "../shared/fault";
import { holdsUnknown, isList, isObject, reveal, type Json, type Properties } from "./value";

/** What is wrong with one input, to the engine. */
export interface PropertyFault {
  /** Empty where the engine must not look the value up. */
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

/** A value that is longer says less than its path. */
const longestShown = 200;

/** The faults of the arguments of the component `name`, by the paths of the inputs that it was given. */
export function propertyFaults(faults: readonly Fault[], name: string, inputs: Properties): PropertyFault[] {
  return faults.map(({ path, problem, remedy }) => {
    const own = path.startsWith(`${name}.`) ? path.slice(name.length + 1) : path;
    const reason = `${problem}${remedy === undefined ? "" : `. ${remedy}`}`;
    const keys = own.split(".");
    // The engine shows the value that it finds there, and ends where that is not known yet.
    return isShowable(valueAt(inputs, keys)) ? { path: propertyPath(keys), reason } : { path: "", reason: `${own} ${reason}` };
  });
}

function valueAt(inputs: Properties, keys: readonly string[]): Json | undefined {
  if (holdsUnknown(inputs[keys[0] ?? ""])) return null;
  return keys.reduce<Json | undefined>((value, key) => (isList(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined), reveal(inputs));
}

function isShowable(value: Json | undefined): boolean {
  if (value === undefined) return true;
  if (value === null) return false;
  const text = JSON.stringify(value);
  return text.length <= longestShown && !text.includes("PRIVATE KEY");
}

/** As the engine writes it: `services[0].kind`. */
function propertyPath(keys: readonly string[]): string {
  return keys.map((key, index) => (/^\d+$/.test(key) ? `[${key}]` : `${index === 0 ? "" : "."}${key}`)).join("");
}
