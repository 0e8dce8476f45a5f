import { stripVTControlCharacters } from "node:util";
import type { StackResource } from "../../components/edge/cloudflare/tokens/rights";

/** What a preview would do to one resource. */
export interface Change {
  readonly action: "create" | "update" | "replace" | "delete";
  /** The type without its package and module: `Droplet`. */
  readonly type: string;
  readonly name: string;
  /**
   * The properties that differ, as the provider reports them; of a list, such as a firewall's rules, what it loses and gets. In place of `drift` is what it
   * says.
   */
  readonly properties: readonly string[];
}

/** The parts of `pulumi preview --json` that are reported. */
export interface Preview {
  readonly changes: readonly Change[];
  /** The errors of the program and its providers. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

interface Step {
  readonly op: string;
  readonly urn: string;
  readonly detailedDiff?: Readonly<Record<string, unknown>> | null;
  readonly replaceReasons?: readonly string[] | null;
  readonly diffReasons?: readonly string[] | null;
  readonly oldState?: State | null;
  readonly newState?: State | null;
}

interface State {
  readonly type: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>> & { readonly drift?: readonly string[] };
}

interface Diagnostic {
  readonly severity?: string;
  readonly message?: string;
}

/** Only these steps are reported: the others are parts of a replacement, or change nothing. */
const actions: Readonly<Record<string, Change["action"]>> = {
  create: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
  "delete-replaced": "delete",
  import: "create",
};

/** Parses the output of `pulumi preview --json --show-replacement-steps`. Throws on any other text. */
export function readPreview(text: string): Preview {
  const { steps, diagnostics } = JSON.parse(text) as { steps?: readonly Step[] | null; diagnostics?: readonly Diagnostic[] | null };
  const all = steps ?? [];
  const told = (severity: string): string[] =>
    (diagnostics ?? [])
      .filter((each) => each.severity === severity)
      .map(({ message = "" }) =>
        stripVTControlCharacters(message)
          .replace(/^(error|warning): /, "")
          .trim(),
      );
  const replaced = all.flatMap(({ op, urn }) => (op === "replace" ? [urn] : []));
  // A deletion without its replacement is of a resource that an earlier run replaced, and could not delete.
  const own = all.filter(({ op, urn }) => op !== "delete-replaced" || !replaced.includes(urn));
  return { changes: own.flatMap(changeOf), errors: told("error"), warnings: told("warning") };
}

/** The resources that a stack has and would have, by the output of `pulumi preview --json --show-sames`. */
export function readResources(text: string): StackResource[] {
  const { steps } = JSON.parse(text) as { steps?: readonly Step[] | null };
  return (steps ?? [])
    .flatMap(({ oldState, newState }) => [oldState, newState])
    .flatMap((state) => (state ? [{ type: state.type, inputs: state.inputs ?? {} }] : []));
}

function changeOf({ op, urn, detailedDiff, replaceReasons, diffReasons, oldState, newState }: Step): Change[] {
  const action = actions[op];
  if (action === undefined) return [];
  const [qualified = "", name = ""] = urn.split("::").slice(2);
  const type = qualified.split(/[$:]/).at(-1) ?? qualified;
  const differing = Object.keys(detailedDiff ?? {});
  const properties = (differing.length > 0 ? differing : (replaceReasons ?? diffReasons ?? [])).flatMap((path) => wordsOf(path, oldState, newState));
  return [{ action, type, name, properties: action === "update" || action === "replace" ? [...new Set(properties)] : [] }];
}

/** What differs at a property's path. */
function wordsOf(path: string, olds: Step["oldState"], news: Step["newState"]): readonly string[] {
  if (path === "drift" && olds?.outputs?.drift) return olds.outputs.drift;
  const [, list = ""] = /^(\w+)\[/.exec(path) ?? [];
  const [before, after] = [elementsOf(olds?.outputs?.[list]), elementsOf(news?.inputs?.[list])];
  const removed = before.filter((element) => !after.includes(element)).map((element) => `${list} removes ${element}`);
  const added = after.filter((element) => !before.includes(element)).map((element) => `${list} adds ${element}`);
  return removed.length + added.length > 0 ? [...removed, ...added] : [path];
}

/** The values of each object in a list. */
function elementsOf(list: unknown): string[] {
  const elements: readonly unknown[] = Array.isArray(list) ? list : [];
  return elements.flatMap((element) => (element instanceof Object ? [Object.values(element).flat().join(" ").trim()] : []));
}
