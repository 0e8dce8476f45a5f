import { notShown, type Fault } from "../shared/fault";
import { holdsMark, holdsSecret, holdsUnknown, isList, isObject, isResource, reveal, type Json, type Properties } from "./value";

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

/** Other languages pass only a resource's name, and a component registers no secrets by which its outputs could be read. */
const wholeResource = "must be an object of its outputs: current value is the resource itself, which only programs in TypeScript can pass";

/** The faults in the arguments of the component `name`, with paths relative to its inputs. */
export function propertyFaults(faults: readonly Fault[], name: string, inputs: Properties): PropertyFault[] {
  return faults.map(({ path, problem, remedy }) => {
    const own = path.startsWith(`${name}.`) ? path.slice(name.length + 1) : path;
    const keys = own.split(".");
    const value = valueAt(inputs, keys);
    const reason = isResource(value) ? wholeResource : `${problem}${remedy === undefined ? "" : `. ${remedy}`}`;
    // The engine shows the value at a path, and crashes if that is not known yet, or a resource. At the path with this suffix it finds no value.
    const isHidden = !isShowable(value) || problem.includes(notShown) || isBelowSecret(keys, inputs);
    return { path: `${propertyPath(keys)}${isHidden ? " (its value is not shown)" : ""}`, reason };
  });
}

function valueAt(inputs: Properties, keys: readonly string[]): Json | undefined {
  return keys.reduce<Json | undefined>((value, key) => (isList(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined), reveal(inputs));
}

function isShowable(value: Json | undefined): boolean {
  if (value === undefined) return true;
  if (holdsUnknown(value) || holdsMark(value)) return false;
  const text = JSON.stringify(value);
  return text.length <= longestShown && !text.includes("PRIVATE KEY");
}

/** The engine hides what is secret by itself, and not what is in an object that is. */
function isBelowSecret([name = "", ...below]: readonly string[], inputs: Properties): boolean {
  return below.length > 0 && holdsSecret(inputs[name]);
}

/** A path as the engine writes it: `services[0].kind`. */
function propertyPath(keys: readonly string[]): string {
  return keys.map((key, index) => (/^\d+$/.test(key) ? `[${key}]` : `${index === 0 ? "" : "."}${key}`)).join("");
}
