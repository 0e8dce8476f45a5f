import * as v from "valibot";
import type { Fault } from "../shared/fault";
import type { Importing } from "../shared/importing";
import type { InputRules } from "../shared/resource-operations";
import { schemaFaults, settings } from "../shared/validation";
import { isObject, type Json, type Properties } from "./value";

/** The environment variable that names a file with the inputs that `pulumi import` cannot find out itself. */
export const givenVariable = "TLSUP_IMPORT";

/** A file's text, or what is wrong with the file. */
export type FileText = { readonly text: string } | { readonly problem: string };

/** The inputs that a resource needs and takes for an import, and their rules. */
export interface Expected extends Pick<Importing<Properties, Properties>, "needs" | "takes"> {
  readonly rules: InputRules<Properties>;
}

/**
 * The inputs that `document` gives for the resource with this id, and all their faults. `document` is the content of the file that {@link givenVariable} names.
 * An input may be in a separate file, which `read` reads: `{ "file": path }`.
 */
export function givenOf(
  expected: Expected,
  id: string,
  document: Json,
  read: (path: string) => FileText,
): { readonly inputs: Properties; readonly faults: readonly Fault[] } {
  const root = `${givenVariable}[${JSON.stringify(id)}]`;
  if (!isObject(document)) return refused(givenVariable, "must name a file that holds a JSON object with a key for each id");
  const entry = Object.hasOwn(document, id) ? document[id] : {};
  if (!isObject(entry)) return refused(root, "must be an object with the inputs of the resource");
  const parts = Object.entries(entry).map(([name, value]) => ({ name, value, content: fileOf(value, read) }));
  const inputs = Object.fromEntries(
    parts.flatMap(({ name, value, content }) => (content === undefined ? [[name, value]] : "text" in content ? [[name, content.text]] : [])),
  ) as Properties;
  const unread = parts.flatMap(({ name, content }) => (content && "problem" in content ? [{ path: `${root}.${name}`, problem: content.problem }] : []));
  const judged = schemaFaults(schemaOf(expected), inputs, root).filter(({ path }) => !unread.some((fault) => fault.path === path));
  return { inputs, faults: [...unread, ...judged] };
}

function refused(path: string, problem: string): { readonly inputs: Properties; readonly faults: readonly Fault[] } {
  return { inputs: {}, faults: [{ path, problem }] };
}

function schemaOf({ needs, takes, rules }: Expected): v.GenericSchema {
  const entries = Object.entries(rules).flatMap(([name, rule]) =>
    needs.includes(name) ? [[name, rule] as const] : takes.includes(name) ? [[name, v.optional(rule)] as const] : [],
  );
  return settings(Object.fromEntries(entries));
}

/** The content of an input that names a file; undefined for a plain value. */
function fileOf(value: Json | undefined, read: (path: string) => FileText): FileText | undefined {
  if (!isObject(value) || Object.keys(value).join() !== "file") return undefined;
  return typeof value.file === "string" && value.file !== "" ? read(value.file) : { problem: 'must be a value, or a file as { "file": path }' };
}
