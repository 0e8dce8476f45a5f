import { lineOf, type Fault } from "../../components/shared/fault";

/** What faults say of their settings, each rule once and without the value that breaks it. */
export function rulesIn(faults: readonly Fault[]): string {
  const lines = faults.map((fault) => lineOf({ ...fault, problem: fault.problem.replace(/: current value is .*/s, "") }));
  return `${[...new Set(lines)].join("\n")}\n`;
}

/** `args` with another value at a path; an empty path has many values for the arguments themselves. */
export function changed(args: unknown, path: string, value: unknown): unknown {
  if (path === "") return { ...(args as object), ...(value as object) };
  const [first = "", ...rest] = path.split(".");
  const inner = rest.length === 0 ? value : changed((args as Record<string, unknown>)[first], rest.join("."), value);
  if (Array.isArray(args)) return args.map((part: unknown, index) => (String(index) === first ? inner : part));
  return { ...(args as object), [first]: inner };
}
