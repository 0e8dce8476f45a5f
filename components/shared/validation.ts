import * as v from "valibot";
import type { Fault } from "./fault";

/** Everything in `value` that a schema does not allow; `root` is the path that the faults start with. */
export function faultsOf(schema: v.GenericSchema, value: unknown, root: string): Fault[] {
  const result = v.safeParse(schema, value);
  return result.success ? [] : result.issues.map((issue) => toFault(issue, root));
}

function toFault(issue: v.BaseIssue<unknown>, root: string): Fault {
  const path = [root, ...(issue.path ?? []).map(({ key }) => String(key))].join(".");
  return { path, ...describe(issue) };
}

function describe(issue: v.BaseIssue<unknown>): Omit<Fault, "path"> {
  if (issue.type === "strict_object" && issue.expected === "never") {
    return { problem: "is not a setting", remedy: "Remove it, or correct its spelling" };
  }
  if (issue.input === undefined) return { problem: "is required" };
  return { problem: `${rule(issue)}: current value is ${display(issue.input)}` };
}

function rule(issue: v.BaseIssue<unknown>): string {
  if (issue.kind === "validation") return issue.message;
  if (issue.expected?.includes("|") || issue.expected?.startsWith('"')) return `must be one of ${issue.expected.replaceAll(/[()]/g, "").replaceAll(" | ", ", ")}`;
  return `must be of type ${issue.expected === "Object" ? "object" : (issue.expected ?? "unknown")}`;
}

function display(input: unknown): string {
  if (Array.isArray(input)) return "a list";
  if (typeof input === "object" && input !== null) return "an object";
  const text = JSON.stringify(input);
  // A key in the wrong place must not end up in a log as well.
  if (text.includes("PRIVATE KEY")) return "a private key";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
