import * as pulumi from "@pulumi/pulumi";
import { isLater, laterParts, withParts } from "./plain-data";
import type { Keys } from "./picked";
import type { shape } from "./validation";

/**
 * Settings as a program gives them: each value plain or as an output. Values that decide the shape must be plain: the literals that tell
 * the kinds of a union apart, and the settings in {@link shape}.
 */
export type Inputs<T> = [T] extends [never] ? T : [T] extends [pulumi.Resource] ? T : true extends HasKind<T> ? Given<T> : pulumi.Input<Value<T>>;

type Leaf = string | number | boolean;

/** Distributes over a union without kinds: the value may turn out to be any of its members. */
type Value<T> = T extends Leaf
  ? T
  : T extends pulumi.OutputInstance<infer Known>
    ? Known
    : T extends readonly (infer Element)[]
      ? readonly Inputs<Element>[]
      : Fields<T>;

/** Distributes over the kinds of a union. */
type Given<T> = T extends readonly (infer Element)[] ? readonly Inputs<Element>[] : Fields<T>;

type Fields<T> = {
  readonly [Key in keyof T]: Key extends Shape
    ? T[Key]
    : IsOneLiteral<T[Key]> extends true
      ? T[Key]
      : Key extends Holder
        ? Given<Exclude<T[Key], undefined>>
        : Inputs<Exclude<T[Key], undefined>>;
};

/** The names whose whole value must be plain. The rest of {@link shape} fixes only a list's length or which settings there are; the parts may be outputs. */
type Shape = Exclude<(typeof shape)[number], "aliases" | "hosts" | "otherHosts" | "services" | Holder>;

type Holder = "cache" | "zoneWide";

/** Whether a type is one of the kinds of a union, or a list of them. */
type HasKind<T> = T extends Leaf
  ? false
  : T extends readonly (infer Element)[]
    ? HasKind<Element>
    : true extends { [Key in keyof T]-?: IsOneLiteral<T[Key]> }[keyof T]
      ? true
      : false;

type IsOneLiteral<T> = [T] extends [never] ? false : [T] extends [string] ? (string extends T ? false : IsUnion<T> extends true ? false : true) : false;

type IsUnion<T, Whole = T> = T extends unknown ? ([Whole] extends [T] ? false : true) : never;

/** A value that is known now, or an output that is known later. */
export type Eventual<T> = T | pulumi.Output<T>;

/** Passes settings to `use`: immediately if all of them are known, else as soon as they are. */
export function whenKnown<T, U>(settings: Inputs<T>, use: (known: T) => Eventual<U>): Eventual<U> {
  const parts = laterParts(settings);
  if (parts.length === 0) return use(settings as T);
  return pulumi.all(parts.map(({ value }) => value)).apply((values) =>
    use(
      withParts(
        settings,
        parts.map(({ path }, index) => ({ path, value: values[index] })),
      ) as T,
    ),
  ) as pulumi.Output<U>;
}

/** Passes a value to `use`, now or as soon as it is known. */
export function then<T, U>(value: Eventual<T>, use: (known: T) => Eventual<U>): Eventual<U> {
  return isLater(value) ? ((value as pulumi.Output<T>).apply((known) => use(known as T)) as pulumi.Output<U>) : use(value as T);
}

/** The properties of a value that may be known only later, each as a separate input. `keys` names all of them. */
export function propertiesOf<T extends object>(value: Eventual<T>, keys: Keys<T>): { readonly [Key in keyof T]: Eventual<T[Key]> } {
  const entries = (Object.keys(keys) as (keyof T)[]).map((key) => [key, then(value, (known) => known[key])] as const);
  return Object.fromEntries(entries) as { readonly [Key in keyof T]: Eventual<T[Key]> };
}

/** The properties of settings that may be an output as a whole, each as a separate input. `keys` names all of them. */
export function partsOf<T extends object>(settings: Inputs<T>, keys: Keys<T>): { readonly [Key in keyof T]: pulumi.Input<T[Key]> } {
  return propertiesOf(settings as unknown as Eventual<T>, keys) as { readonly [Key in keyof T]: pulumi.Input<T[Key]> };
}
