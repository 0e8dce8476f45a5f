import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import { refuse } from "./fault";
import { holdsLater, isCollection } from "./plain-data";
import { argumentFaults, faultsOf, fieldsOf, isLaterSchema, type Rules } from "./validation";

/**
 * The arguments of a component as it may use them. Throws `ConfigurationError` with every fault of what is known; what is known later is
 * checked when it is, in a preview where it can be, and whatever depends on it waits for that.
 */
export function checkedArgs<Args extends object>(rules: Rules<Args>, args: Args, path: string): Args {
  refuse(argumentFaults(rules, args, path));
  return guarded(v.object(rules.entries), args, path) as Args;
}

/** What the settings are called in error messages: as `path` says, else by the component. */
export function pathOf(args: { readonly path?: unknown }, name: string): string {
  const { path } = fieldsOf(args);
  return typeof path === "string" ? path : name;
}

/** A schema as far as values that are known later are looked for in it. */
type Looked = v.GenericSchema & { readonly wrapped?: Looked; readonly entries?: Readonly<Record<string, Looked>>; readonly options?: readonly Looked[] };

function guarded(schema: Looked, value: unknown, path: string): unknown {
  if (!holdsLater(value)) return value;
  if (isLaterSchema(schema)) return whenKnown(schema, value, path);
  if (schema.wrapped) return guarded(schema.wrapped, value, path);
  const variant = schema.options?.find((option) => v.is(option, value));
  if (variant) return guarded(variant, value, path);
  const { entries } = schema;
  if (!entries || !isCollection(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, entries[key] ? guarded(entries[key], part, `${path}.${key}`) : part]));
}

function whenKnown(schema: v.GenericSchema, value: unknown, path: string): pulumi.Output<unknown> {
  return (pulumi.output(value) as pulumi.Output<unknown>).apply((known) => {
    refuse(faultsOf(schema, known, path), pulumi.runtime.isDryRun() ? undefined : "nothing that depends on it has been changed");
    return known;
  });
}
