import * as pulumi from "@pulumi/pulumi";
import type * as v from "valibot";
import { lineOf, notShown, refuse, type Fault } from "./fault";
import { isCollection, isLater, laterParts, withParts, type Part } from "./plain-data";
import { requirePlugin } from "./plugin.component";
import { argumentFaults, argumentWarnings, faultsOf, fieldsOf, looksAt, settings, type Combination, type Rules } from "./validation";

/**
 * The checked arguments of a component. Throws `ConfigurationError` with every fault of the values that are known. Outputs are
 * checked as soon as they are known, in a preview if possible, and resources that depend on them wait for that check.
 */
export function checkedArgs<Args extends object>(rules: Rules<Args>, args: Args, path: string): Args {
  requirePlugin();
  const taken = takenApart(rules, args);
  refuse(argumentFaults(rules, taken, path));
  warn(argumentWarnings(rules, taken, path));
  const parts = laterParts(taken);
  return (parts.length === 0 ? taken : withParts(taken, guarded(rules, taken, parts, path))) as Args;
}

/** The path of the settings in error messages: their `path`, or else the component's name. */
export function pathOf(args: { readonly path?: unknown }, name: string): string {
  const { path } = fieldsOf(args);
  return typeof path === "string" ? path : name;
}

/** Replaces a component that is given as an argument by the outputs that the rules ask for, so that they are checked like settings. */
function takenApart<Args extends object>({ entries }: Rules<Args>, args: Args): unknown {
  if (!isCollection(args)) return args;
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [key, asSettings((entries as Readonly<Record<string, Entry>>)[key], value)]));
}

/** A schema. That of an object has an entry for each property. */
type Entry = v.GenericSchema & { readonly entries?: object };

function asSettings(schema: Entry | undefined, value: unknown): unknown {
  if (schema?.type !== "object" || typeof value !== "object" || value === null || isCollection(value) || isLater(value)) return value;
  return Object.fromEntries(
    Object.keys(schema.entries ?? {})
      .map((key) => [key, fieldsOf(value)[key]])
      .filter(([, part]) => part !== undefined),
  );
}

function guarded<Args extends object>({ entries, combinations = [], readable = [] }: Rules<Args>, args: unknown, parts: readonly Part[], root: string): Part[] {
  const schema = settings(entries);
  const checked = parts.map(({ path, value }) => {
    const judge: Judge = (known, isSecret) => faultsOf(schema, withParts(args, [{ path, value: known }]), root, isSecret);
    return { path, value: checkedOutput(value, judge, looksAt(readable, path) ? [root, ...path].join(".") : undefined) };
  });
  const verdicts = combinations.flatMap((combination) => {
    const members = checked.filter(({ path }) => looksAt(combination.of, path));
    return members.length === 0 ? [] : [{ members, verdict: verdictOf(combination, args, members, root) }];
  });
  return checked.map((part, index) => {
    const awaited = verdicts.flatMap(({ members, verdict }) => (members.includes(part) ? [verdict] : []));
    const value = awaited.length === 0 ? part.value : pulumi.all([part.value, ...awaited]).apply(([own]) => own);
    givenAs.set(value, originOf(parts[index]?.value));
    return { path: part.path, value };
  });
}

const givenAs = new WeakMap<object, unknown>();

/** The value that a program gave for an output that {@link checkedArgs} made. It shows that two arguments are the same output before their value is known. */
export function originOf(value: unknown): unknown {
  return (typeof value === "object" && value !== null ? givenAs.get(value) : undefined) ?? value;
}

/** Finds what is wrong with a known value, in words that do not show a secret. */
type Judge = (known: unknown, isSecret: boolean) => readonly Fault[];

/** An output that resolves once its value has been checked. If it is `readable`, it must also not be secret. */
function checkedOutput(value: unknown, judge: Judge, readable: string | undefined): pulumi.Output<unknown> {
  const output = pulumi.output(value) as pulumi.Output<unknown>;
  return output.apply((known) => {
    const faults = judge(known, false);
    if (faults.length === 0 && readable === undefined) return known;
    return pulumi.isSecret(output).then((isSecret) => {
      refuse(isSecret ? [...judge(known, true), ...(readable === undefined ? [] : [readableFault(readable)])] : faults, outcome());
      return known;
    });
  });
}

function readableFault(path: string): Fault {
  return {
    path,
    problem: `must not be secret, as everybody on the host can read it: its value is ${notShown}`,
    remedy: "Give it by secretEnvironment",
  };
}

/**
 * Rejects if settings do not go together, and shows the combination's warnings.
 * The verdict is never secret. If one of the settings is, its message shows none of their values.
 */
function verdictOf({ of, faults, warnings }: Combination, args: unknown, members: readonly Part[], root: string): pulumi.Output<undefined> {
  const values = pulumi.all(members.map(({ value }) => value));
  const verdict = values.apply((known) => {
    const whole = fieldsOf(
      withParts(
        args,
        members.map(({ path }, index) => ({ path, value: known[index] })),
      ),
    );
    const [found, worthAWord] = [faults(whole, root), warnings?.(whole, root) ?? []];
    if (found.length === 0 && worthAWord.length === 0) return undefined;
    return pulumi.isSecret(values).then((isSecret) => {
      const shown = (told: readonly Fault[], must: string): readonly Fault[] => (isSecret ? told.map((each) => concealed(each, must, of)) : told);
      refuse(shown(found, "must"), outcome());
      warn(shown(worthAWord, "should"));
      return undefined;
    });
  });
  // `isSecret` rejects with the verdict; without a handler for that the program would crash.
  pulumi.isSecret(verdict).catch(() => undefined);
  return pulumi.unsecret(verdict) as pulumi.Output<undefined>;
}

function concealed({ path, remedy }: Fault, must: string, of: readonly string[]): Fault {
  return { path, problem: `${must} go together with ${of.join(", ")}: a value is ${notShown}`, ...(remedy !== undefined && { remedy }) };
}

/** Shows warnings, one a line. */
export function warn(warnings: readonly Fault[]): void {
  for (const warning of warnings) void pulumi.log.warn(lineOf(warning));
}

function outcome(): string | undefined {
  return pulumi.runtime.isDryRun() ? undefined : "nothing that depends on it has been changed";
}
