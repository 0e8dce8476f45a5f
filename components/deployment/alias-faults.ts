import type { Fault } from "../shared/fault";
import { fieldsOf, type Combination } from "../shared/validation";

/** Rules for the names of a server, wherever their records are. */
export const aliasCombinations: readonly Combination[] = [
  { of: ["domain", "aliases"], faults: ({ domain, aliases }, root) => repeatedFaults(domain, namesIn(aliases), `${root}.aliases`) },
];

/** The names of aliases, which may have any shape. */
export function namesIn(aliases: unknown): readonly unknown[] {
  return Array.isArray(aliases) ? aliases.map((alias: unknown) => fieldsOf(alias).name) : [];
}

/** At Cloudflare a client certificate is chosen for one host name, not for a wildcard. */
export function lockedWildcards(aliases: unknown, root: string): Fault[] {
  return namesIn(aliases).flatMap((name, index) =>
    typeof name === "string" && name.startsWith("*.")
      ? [
          {
            path: `${root}.aliases.${index}.name`,
            problem: `must be a name without an asterisk where the edge shows a client certificate, which is for one name: current value is "${name}"`,
            remedy: "Name the hosts one by one",
          },
        ]
      : [],
  );
}

function repeatedFaults(domain: unknown, names: readonly unknown[], path: string): Fault[] {
  return names.flatMap((name, index) => {
    if (typeof name !== "string" || (name !== domain && names.indexOf(name) === index)) return [];
    const other = name === domain ? "the domain" : `those before it`;
    return [{ path: `${path}.${index}.name`, problem: `must be another name than ${other}: current value is ${JSON.stringify(name)}`, remedy: "Remove it" }];
  });
}
