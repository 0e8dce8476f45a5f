import * as v from "valibot";
import { notShown, type Fault } from "./fault";
import { dataFaults, isInstance, isLater, laterParts, partsOf, withParts } from "./plain-data";

/** The schema of each argument of a component, and the rules for combinations of arguments. */
export interface Rules<Args extends object> {
  readonly entries: { readonly [Key in keyof Args]-?: v.GenericSchema };
  /** @default none: each argument is checked alone */
  readonly combinations?: readonly Combination[];
  /**
   * The paths of settings that everyone on the host can read: an output there must not be secret.
   * @default none
   */
  readonly readable?: readonly string[];
}

/** A rule for several arguments together. */
export interface Combination {
  /** The paths of the settings that it reads, where `*` stands for any key. It is checked once all of them are known. */
  readonly of: readonly string[];
  readonly faults: (args: Unchecked, path: string) => readonly Fault[];
  /**
   * Warnings, which do not stop a run.
   * @default none
   */
  readonly warnings?: (args: Unchecked, path: string) => readonly Fault[];
}

/**
 * The settings that decide which resources and other settings there are, like the literals that tell the kinds of a union
 * apart. They cannot be outputs.
 */
export const shape = [
  "aliases",
  "cache",
  "canary",
  "challenge",
  "dualStack",
  "hosts",
  "image",
  "ipv4Enabled",
  "kind",
  "lockdown",
  "otherHosts",
  "path",
  "provider",
  "proxied",
  "redirect",
  "renewal",
  "reservedIp",
  "services",
  "source",
  "sshfp",
  "sslFor",
  "standby",
  "zoneWide",
] as const;

/** Settings whose shape has not been checked, so that faults of combinations are reported together with all others. */
export type Unchecked = Readonly<Record<string, unknown>>;

/** The fields of a value of any type; empty if it is not an object. */
export function fieldsOf(value: unknown): Unchecked {
  return typeof value === "object" && value !== null ? (value as Unchecked) : {};
}

/**
 * All faults of `value` by a schema, except parts that become known later. `root` is the start of each fault's path.
 * With `isSecret` no value is shown.
 */
export function faultsOf(schema: v.GenericSchema, value: unknown, root: string, isSecret = false): Fault[] {
  const { faults, isWhole } = dataFaults(value, root);
  return isWhole ? [...faults, ...schemaFaults(schema, value, root, isSecret)] : [...faults];
}

/** Like {@link faultsOf}, without its checks of size and depth: the value must not contain itself. */
export function schemaFaults(schema: v.GenericSchema, value: unknown, root: string, isSecret = false): Fault[] {
  const found = (v.safeParse(schema, masked(value)).issues ?? []).filter((issue) => !isAwaited(issue) || decidesShape(issue));
  return found.map((issue) => toFault(isSecret ? hidden(issue) : issue, root));
}

/** All faults of a component's arguments as far as they are known. */
export function argumentFaults<Args extends object>({ entries, combinations = [] }: Rules<Args>, args: unknown, root: string): Fault[] {
  if (isLater(args)) return [{ path: root, problem: "must be settings that are known: they become known later" }];
  if (typeof args !== "object" || args === null || Array.isArray(args))
    return [{ path: root, problem: args === undefined ? "is required" : `must be an object: current value is ${shown(args)}` }];
  const judged = dataFaults(args, root).isWhole ? known(combinations, args) : [];
  return [...faultsOf(settings(entries), args, root), ...judged.flatMap(({ faults }) => faults(fieldsOf(args), root))];
}

/** The warnings about arguments without faults, as far as they are known. */
export function argumentWarnings<Args extends object>({ combinations = [] }: Rules<Args>, args: unknown, root: string): Fault[] {
  return known(combinations, args).flatMap(({ warnings }) => warnings?.(fieldsOf(args), root) ?? []);
}

/** The combinations whose settings are all known. */
function known(combinations: readonly Combination[], args: unknown): readonly Combination[] {
  const parts = laterParts(args);
  return combinations.filter(({ of }) => !parts.some(({ path }) => looksAt(of, path)));
}

/** Whether one of `paths` leads to the setting at `place`, to a part of it, or to a setting that contains it. */
export function looksAt(paths: readonly string[], place: readonly string[]): boolean {
  return paths.some((path) => path.split(".").every((key, index) => index >= place.length || key === "*" || key === place[index]));
}

/** Stands for a value that becomes known later, while everything else is checked. */
const later = Symbol("known later");

/** A value without what is awaited, and without resources and other instances: their many properties are no settings. */
function masked(value: unknown): unknown {
  const parts = partsOf(value).filter(({ value: part }) => isLater(part) || isInstance(part));
  return withParts(
    value,
    parts.map(({ path, value: part }) => ({ path, value: isInstance(part) && !isLater(part) ? Symbol(part.constructor.name) : later })),
  );
}

function isAwaited({ input, issues }: v.BaseIssue<unknown>): boolean {
  return input === later || issues?.some(isAwaited) === true;
}

function decidesShape({ type, path }: v.BaseIssue<unknown>): boolean {
  if (type === "variant" || type === "literal") return true;
  // An environment variable may have any name.
  const [holder, last] = [undefined, ...(path ?? []).map(({ key }) => key)].slice(-2);
  return shape.some((key) => key === last) && holder !== "environment" && holder !== "secretEnvironment";
}

function hidden(issue: v.BaseIssue<unknown>): v.BaseIssue<unknown> {
  return issue.input === undefined ? issue : { ...issue, input: concealed };
}

const unknownSetting = "is not a setting";

/** The schema of an object with these entries and no others. Each other entry is a fault, for which `lacks` may have a message. */
export function settings<const Entries extends v.ObjectEntries>(entries: Entries, lacks: Readonly<Record<string, string>> = {}) {
  const messages = new Map(Object.entries(lacks));
  return v.pipe(
    v.looseObject(entries),
    v.rawCheck(({ dataset, addIssue }) => {
      const input: unknown = dataset.value;
      if (typeof input !== "object" || input === null) return;
      for (const [key, value] of Object.entries(input)) {
        if (!Object.hasOwn(entries, key))
          addIssue({
            ...(value !== undefined && value !== later && { input: value as unknown }),
            message: messages.get(key) ?? unknownSetting,
            path: [{ type: "object", origin: "key", input: { ...input }, key, value: undefined }],
          });
      }
    }),
  );
}

/** The schema that is behind one whose structure valibot does not show. */
interface Inner {
  /** `secret`: its values are secret. `shape`: it only describes how the values look. */
  readonly mark: "secret" | "shape";
  readonly schema: v.GenericSchema;
}

const inners = new WeakMap<v.GenericSchema, Inner>();

/** The schema behind one that {@link secret} or {@link shapedLike} made; undefined for any other. */
export function innerOf(schema: v.GenericSchema): Inner | undefined {
  return inners.get(schema);
}

function marked(schema: v.GenericSchema, inner: Inner): v.GenericSchema {
  inners.set(schema, inner);
  return schema;
}

/** A schema with its own rules for values that look like another's, `shape`. The package's schema describes `shape`. */
export function shapedLike(shape: v.GenericSchema, schema: v.GenericSchema): v.GenericSchema {
  return marked(schema, { mark: "shape", schema: shape });
}

/** Stands for a secret value, so that no message shows it. */
const concealed = Symbol("concealed");

/** A secret. Its faults state the rule, but not the value. */
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

/** A key for a terminal: quoted unless it is one plain line, and shortened. */
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
  if (issue.input === concealed) return { problem: `${rule(issue)}: its value is ${notShown}` };
  return { problem: `${rule(issue)}: current value is ${issue.expected === "Object" ? shown(issue.input) : display(issue.input)}` };
}

/** A value where an object belongs: a text there may be long, or a secret. */
function shown(input: unknown): string {
  return typeof input === "string" ? "a text" : display(input);
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
  if (typeof input === "function") return "a function";
  if (typeof input === "symbol") return `a ${input.description ?? "symbol"}`;
  const text = typeof input === "string" ? JSON.stringify(input) : String(input);
  // A private key in the wrong setting must not also end up in a log.
  if (text.includes("PRIVATE KEY")) return "a private key";
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
