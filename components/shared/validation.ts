import * as v from "valibot";
import type { Fault } from "./fault";
import { dataFaults, isLater, laterParts, withParts } from "./plain-data";

/** The schemas of the arguments of a component, one for each, and what their combinations must fit. */
export interface Rules<Args extends object> {
  readonly entries: { readonly [Key in keyof Args]-?: v.GenericSchema };
  /** @default nothing: each argument stands for itself */
  readonly combinations?: readonly Combination[];
  /**
   * The paths of settings that end where anybody can read them: an output there must not be secret.
   * @default none
   */
  readonly readable?: readonly string[];
}

/** What some arguments must be together. */
export interface Combination {
  /** The paths of the settings that it looks at, where `*` stands for any key: it is judged once all of them are known. */
  readonly of: readonly string[];
  readonly faults: (args: Unchecked, path: string) => readonly Fault[];
  /**
   * What is worth a word, and keeps nothing from being done.
   * @default nothing
   */
  readonly warnings?: (args: Unchecked, path: string) => readonly Fault[];
}

/**
 * The settings that decide which resources and which other settings there are,
 * beside the literals that tell the kinds of a union apart. No output can be there.
 */
export const shape = [
  "cache",
  "canary",
  "challenge",
  "hosts",
  "image",
  "kind",
  "lockdown",
  "path",
  "provider",
  "proxied",
  "reservedIp",
  "services",
  "source",
  "sslFor",
  "zoneWide",
] as const;

/** Settings whose shape has not been checked, so that combinations are judged along with everything else. */
export type Unchecked = Readonly<Record<string, unknown>>;

/** What is said in a value of any shape; nothing when it holds no settings. */
export function fieldsOf(value: unknown): Unchecked {
  return typeof value === "object" && value !== null ? (value as Unchecked) : {};
}

/**
 * Everything in `value` that a schema does not allow, but for what becomes known later; `root` is the path that the faults start with.
 * No value is shown with `isSecret`.
 */
export function faultsOf(schema: v.GenericSchema, value: unknown, root: string, isSecret = false): Fault[] {
  const { faults, isWhole } = dataFaults(value, root);
  return isWhole ? [...faults, ...schemaFaults(schema, value, root, isSecret)] : [...faults];
}

/** As {@link faultsOf}, of a value of any size that is no circle. */
export function schemaFaults(schema: v.GenericSchema, value: unknown, root: string, isSecret = false): Fault[] {
  const found = (v.safeParse(schema, masked(value)).issues ?? []).filter((issue) => !isAwaited(issue) || decidesShape(issue));
  return found.map((issue) => toFault(isSecret ? hidden(issue) : issue, root));
}

/** Everything that is wrong with the arguments of a component as far as they are known. */
export function argumentFaults<Args extends object>({ entries, combinations = [] }: Rules<Args>, args: unknown, root: string): Fault[] {
  if (isLater(args) || typeof args !== "object" || args === null)
    return [{ path: root, problem: "must be settings that are known: there are none, or they become known later" }];
  const judged = dataFaults(args, root).isWhole ? known(combinations, args) : [];
  return [...faultsOf(settings(entries), args, root), ...judged.flatMap(({ faults }) => faults(fieldsOf(args), root))];
}

/** What is worth a word about arguments without a fault, as far as they are known. */
export function argumentWarnings<Args extends object>({ combinations = [] }: Rules<Args>, args: unknown, root: string): Fault[] {
  return known(combinations, args).flatMap(({ warnings }) => warnings?.(fieldsOf(args), root) ?? []);
}

/** The combinations of which everything is known that they look at. */
function known(combinations: readonly Combination[], args: unknown): readonly Combination[] {
  const parts = laterParts(args);
  return combinations.filter(({ of }) => !parts.some(({ path }) => looksAt(of, path)));
}

/** Whether one of `paths` leads to the setting at `place`, to a part of it, or to what it is a part of. */
export function looksAt(paths: readonly string[], place: readonly string[]): boolean {
  return paths.some((path) => path.split(".").every((key, index) => index >= place.length || key === "*" || key === place[index]));
}

/** Stands for what becomes known later, while everything else is judged. */
const later = Symbol("known later");

function masked(value: unknown): unknown {
  return withParts(
    value,
    laterParts(value).map(({ path }) => ({ path, value: later })),
  );
}

function isAwaited({ input, issues }: v.BaseIssue<unknown>): boolean {
  return input === later || issues?.some(isAwaited) === true;
}

function decidesShape({ type, path }: v.BaseIssue<unknown>): boolean {
  if (type === "variant" || type === "literal") return true;
  // A variable may have any name.
  const [holder, last] = [undefined, ...(path ?? []).map(({ key }) => key)].slice(-2);
  return shape.some((key) => key === last) && holder !== "environment" && holder !== "secretEnvironment";
}

function hidden(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown> {
  return issue.input === undefined ? issue : { ...issue, input: concealed };
}

const unknownSetting = "is not a setting";

/** The schema of an object with these entries and no others; every other one is named. */
export function settings<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.pipe(
    v.looseObject(entries),
    v.rawCheck(({ dataset, addIssue }) => {
      const input: unknown = dataset.value;
      if (typeof input !== "object" || input === null) return;
      for (const key of Object.keys(input)) {
        if (!Object.hasOwn(entries, key))
          addIssue({ message: unknownSetting, path: [{ type: "object", origin: "key", input: { ...input }, key, value: undefined }] });
      }
    }),
  );
}

/** What a schema stands for that valibot itself cannot look into. */
interface Inner {
  /** What is special about its values; `shape`: nothing, the other schema only tells what they look like. */
  readonly mark: "secret" | "shape";
  readonly schema: v.GenericSchema;
}

const inners = new WeakMap<v.GenericSchema, Inner>();

/** What a schema stands for that was made by {@link secret} or {@link shapedLike}; nothing for every other. */
export function innerOf(schema: v.GenericSchema): Inner | undefined {
  return inners.get(schema);
}

function marked(schema: v.GenericSchema, inner: Inner): v.GenericSchema {
  inners.set(schema, inner);
  return schema;
}

/** A schema with rules of its own whose values look like those of another: the package's schema tells of that one. */
export function shapedLike(shape: v.GenericSchema, schema: v.GenericSchema): v.GenericSchema {
  return marked(schema, { mark: "shape", schema: shape });
}

/** Stands for a value that no message may show. */
const concealed = Symbol("concealed");

/** A secret: its faults tell the rule and not the value. */
export function secret(schema: v.GenericSchema): v.GenericSchema {
  const concealing = v.pipe(
    v.unknown(),
    v.rawCheck(({ dataset, addIssue }) => {
      for (const issue of v.safeParse(schema, dataset.value).issues ?? []) {
        const input = issue.input === undefined || issue.input === later ? issue.input : concealed;
        addIssue({ message: rule(issue), input, ...(issue.path && { path: issue.path as [v.IssuePathItem, ...v.IssuePathItem[]] }) });
      }
    }),
  );
  return marked(concealing, { mark: "secret", schema });
}

function toFault(issue: v.BaseIssue<unknown>, root: string): Fault {
  const path = [root, ...(issue.path ?? []).map(({ key }) => keyText(String(key)))].join(".");
  return { path, ...describe(issue) };
}

/** For a terminal: what is in quotes is one line. */
function keyText(key: string): string {
  const text = /^[^\s\p{C}]+$/u.test(key) ? key : JSON.stringify(key);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function describe(issue: v.BaseIssue<unknown>): Omit<Fault, "path"> {
  if (issue.message === unknownSetting) return { problem: unknownSetting, remedy: "Remove it, or correct its spelling" };
  if (issue.input === undefined) return { problem: "is required" };
  if (issue.input === later)
    return {
      problem: "must be known when the program runs, as it decides what there is: current value becomes known later",
      remedy: "Give it as it is, or from the stack's configuration; everything else may be an output",
    };
  if (issue.input === concealed) return { problem: `${rule(issue)}: its value is secret, and not shown` };
  const isTextForObject = issue.expected === "Object" && typeof issue.input === "string";
  return { problem: `${rule(issue)}: current value is ${isTextForObject ? "a text" : display(issue.input)}` };
}

function rule(issue: v.BaseIssue<unknown>): string {
  if (issue.kind === "validation") return issue.message;
  if (issue.expected?.includes("|") || issue.expected?.startsWith('"'))
    return `must be one of ${issue.expected.replaceAll(/[()]/g, "").replaceAll(" | ", ", ")}`;
  return `must be of type ${issue.expected?.replace(/^[A-Z]/, (letter) => letter.toLowerCase()) ?? "unknown"}`;
}

function display(input: unknown): string {
  if (Array.isArray(input)) return "a list";
  if (typeof input === "object" && input !== null) return "an object";
  if (typeof input === "function" || typeof input === "symbol") return `a ${typeof input}`;
  const text = typeof input === "string" ? JSON.stringify(input) : String(input);
  // A key in the wrong place must not end up in a log as well.
  if (text.includes("PRIVATE KEY")) return "a private key";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
