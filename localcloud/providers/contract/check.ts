import { autoName, type Naming } from "./auto-name";
import type { Field, Fields } from "./schema";
import { nearest } from "./nearest";
import { isList, isMap, isSecret, reveal, Secret, unknown, type Value, type ValueMap } from "./value";

export interface CheckRequest {
  /** The type token, e.g. `digitalocean:index/droplet:Droplet`. */
  readonly token: string;
  readonly fields: Fields;
  /** The inputs of the last update, empty for a new resource. */
  readonly old: ValueMap;
  readonly inputs: ValueMap;
  readonly naming: Naming;
  /** Whether a number may be given as a string, and the reverse, as providers built on the older plugin SDK allow. */
  readonly converts: boolean;
}

export interface CheckResult {
  /** The inputs with the provider's additions: defaults, names, secret marks. */
  readonly inputs: ValueMap;
  /** One sentence for each fault, with the property's path. */
  readonly failures: readonly string[];
}

/** The engine's own keys, which are not inputs. */
const reserved = new Set(["__defaults", "__internal", "version", "pluginDownloadURL"]);

export function check(request: CheckRequest): CheckResult {
  const failures: string[] = [];
  const fault: Fault = (path, reason) => void failures.push(`${reason}. Examine values at '${request.naming.name}.${path}'.`);
  const inputs: Record<string, Value> = { ...checkFields(request, request.fields, request.inputs, "", fault) };
  for (const [name, field] of Object.entries(request.fields)) {
    const value = inputs[name] ?? added(name, field, request);
    if (value === undefined && field.autoName)
      fault(name, `Missing required argument: "${name}" is required, because the project's configuration disables automatic names`);
    if (value === undefined) continue;
    inputs[name] = field.secret && !isSecret(value) ? new Secret(value) : value;
  }
  return { inputs, failures };
}

type Fault = (path: string, reason: string) => void;
type Checked = Pick<CheckRequest, "token" | "converts">;

function added(name: string, field: Field, request: CheckRequest): Value | undefined {
  if (field.autoName) return request.old[name] ?? autoName(request.naming);
  return field.default;
}

function checkFields(request: Checked, fields: Fields, map: ValueMap, prefix: string, fault: Fault): ValueMap {
  const checked: Record<string, Value> = {};
  for (const [name, value] of Object.entries(map)) {
    if (value === null || (prefix === "" && reserved.has(name))) continue;
    const field = fields[name];
    if (field) checked[name] = checkValue(request, field, value, prefix + name, fault);
    else fault(prefix + name, `Invalid or unknown key: ${request.token} has no input "${prefix + name}"${suggestion(name, fields)}`);
  }
  for (const [name, field] of Object.entries(fields)) {
    if (field.required && checked[name] === undefined) fault(prefix + name, `Missing required argument: "${prefix + name}" is required, but it is not set`);
  }
  return checked;
}

function suggestion(name: string, fields: Fields): string {
  const near = nearest(name, Object.keys(fields));
  return near === undefined ? "" : ` (did you mean "${near}"?)`;
}

function checkValue(request: Checked, field: Field, value: Value, path: string, fault: Fault): Value {
  if (value === unknown) return value;
  if (value instanceof Secret) return new Secret(checkValue(request, field, value.value, path, fault));
  if (field.type === "any") return value;
  if (field.type.endsWith("[]")) {
    if (isList(value)) return value.map((item, index) => checkValue(request, elementOf(field), item, `${path}[${index}]`, fault));
  } else if (field.type === "object") {
    if (isMap(value)) return checkFields(request, field.fields ?? {}, value, `${path}.`, fault);
  } else {
    const scalar = request.converts ? converted(field.type, value) : value;
    if (typeof scalar === field.type) return scalar;
  }
  fault(path, `Wrong type: expected ${field.type}, got ${typeName(value)}`);
  return value;
}

function elementOf(field: Field): Field {
  return { type: field.type.slice(0, -2) as Field["type"], ...(field.fields && { fields: field.fields }) };
}

function converted(type: Field["type"], value: Value): Value {
  if (type === "string" && (typeof value === "number" || typeof value === "boolean")) return String(value);
  if (type === "number" && typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value)) return Number(value);
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  return value;
}

function typeName(value: Value): string {
  const revealed = reveal(value);
  if (isList(revealed)) return "a list";
  return revealed === null ? "null" : typeof revealed;
}
