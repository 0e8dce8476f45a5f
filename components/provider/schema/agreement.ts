import { mergedObject } from "./merged-object";
import { isLiteral, literalOf, type ChoiceShape, type Field, type ObjectShape, type Shape, type UnionShape } from "./shape";

/** Settings that the schema leaves out, as `Type.field`. */
export type LeftOut = ReadonlySet<string>;

/** Merges the shape of the arguments by their rules with the shape by their TypeScript type, and notes where the two differ. */
export class Comparison {
  readonly differences: string[] = [];
  /** The settings to leave out that were found so far. */
  readonly met = new Set<string>();

  constructor(private readonly leftOut: LeftOut) {}

  /** The settings as type and rules describe them. `place` names them in a reported difference. */
  agreedObject(type: Shape, rule: ObjectShape, place: string): ObjectShape {
    const merged = mergedObject(type);
    if (!merged) {
      this.differ(place, `is settings by its rules, and ${type.kind} by its type`);
      return rule;
    }
    const { name = place } = merged;
    const keys = [...new Set([...Object.keys(merged.fields), ...Object.keys(rule.fields)])].filter((key) => !this.isLeftOut(`${name}.${key}`));
    const fields = keys.flatMap((key) => {
      const agreed = this.agreedField(merged.fields[key], rule.fields[key], `${place}.${key}`);
      return agreed ? [[key, agreed] as const] : [];
    });
    return { ...merged, fields: Object.fromEntries(fields) };
  }

  private agreedField(type: Field | undefined, rule: Field | undefined, place: string): Field | undefined {
    if (!type || !rule) {
      this.differ(place, type ? "has a type and no rule" : "has a rule and no type");
      return undefined;
    }
    if (type.isOptional !== rule.isOptional) this.differ(place, `is ${needOf(type)} by its type, and ${needOf(rule)} by its rule`);
    if (type.isEventual !== rule.isEventual) {
      this.differ(place, `may ${notUnless(type.isEventual)}be an output by its type, and may ${notUnless(rule.isEventual)}by its rule`);
    }
    const shape = this.agreedShape(type.shape, rule.shape, place);
    this.checkTexts({ ...type, shape }, place);
    return { ...type, shape, isSecret: type.isSecret || rule.isSecret, rules: rule.rules };
  }

  private checkTexts({ texts, shape, isOptional }: Field, place: string): void {
    // A literal only tells kinds apart, and needs no description.
    if (isLiteral(shape)) return;
    if (!texts) return this.differ(place, "is not documented");
    const isExplained = texts.withoutIt !== undefined || texts.description.includes("Required without");
    if (isOptional && !isExplained) this.differ(place, "is optional, and its documentation has no @default");
    if (!isOptional && texts.withoutIt !== undefined) this.differ(place, "is required, and its documentation has a @default");
    const { default: value } = texts;
    if (value !== undefined && !takes(shape, value)) this.differ(place, `has the @default ${JSON.stringify(value)}, which its rule refuses`);
  }

  private agreedShape(type: Shape, rule: Shape, place: string): Shape {
    if (rule.kind === "union") return this.agreedUnion(type, rule, place);
    if (rule.kind === "object") return this.agreedObject(type, rule, place);
    if (rule.kind === "choice" && type.kind === "choice" && isSameSet(type.values, rule.values)) return { ...type, values: rule.values };
    if ((rule.kind === "list" || rule.kind === "map") && rule.kind === type.kind && rule.isEventual !== type.isEventual) {
      this.differ(place, `holds what may ${notUnless(type.isEventual)}be an output by its type, and may ${notUnless(rule.isEventual)}by its rule`);
    }
    if (rule.kind === "list" && type.kind === "list") return { ...type, items: this.agreedShape(type.items, rule.items, `${place}[]`) };
    if (rule.kind === "map" && type.kind === "map") return { ...type, values: this.agreedShape(type.values, rule.values, `${place}{}`) };
    if (rule.kind === "integer" && type.kind === "number") return rule;
    if (!isScalar(rule) || rule.kind !== type.kind) this.differ(place, `is ${describe(type)} by its type, and ${describe(rule)} by its rule`);
    return type;
  }

  private agreedUnion(type: Shape, rule: UnionShape, place: string): Shape {
    const { discriminator, options } = rule;
    const given = (type.kind === "union" ? type.options : [type]).map((member) => mergedObject(member) ?? member);
    const groups = options.map((option) => given.filter((member) => isAlike(member, option, discriminator)));
    const strays = given.filter((member) => !groups.flat().includes(member));
    for (const stray of strays) this.differ(place, `may be ${describe(stray)} by its type, which its rule refuses`);
    const agreed = options.flatMap((option, index) => {
      const [first, ...others] = groups[index] ?? [];
      const value = discriminator && literalOf(option, discriminator);
      if (!first) this.differ(place, `may be ${value ?? describe(option)} by its rule, which its type refuses`);
      if (others.length > 0) this.differ(place, `is several types with the one rule of ${value ?? describe(option)}: give them a name together`);
      return first ? [this.agreedShape(first, option, value === undefined ? place : `${place}<${String(value)}>`)] : [];
    });
    const [only, ...more] = agreed;
    if (only && more.length === 0) return only;
    const name = type.kind === "union" ? type.name : undefined;
    return { kind: "union", options: agreed, ...(discriminator !== undefined && { discriminator }), ...(name !== undefined && { name }) };
  }

  /** Whether a setting, as `Type.field`, is left out of the schema. */
  isLeftOut(field: string): boolean {
    if (!this.leftOut.has(field)) return false;
    this.met.add(field);
    return true;
  }

  differ(place: string, difference: string): void {
    this.differences.push(`${place} ${difference}`);
  }
}

function notUnless(isSo: boolean): string {
  return isSo ? "" : "not ";
}

function needOf({ isOptional }: Field): string {
  return isOptional ? "optional" : "required";
}

function isAlike(member: Shape, option: Shape, discriminator: string | undefined): boolean {
  return discriminator === undefined ? member.kind === option.kind : literalOf(member, discriminator) === literalOf(option, discriminator);
}

function isSameSet(some: ChoiceShape["values"], others: ChoiceShape["values"]): boolean {
  return some.length === others.length && some.every((value) => others.includes(value));
}

function isScalar({ kind }: Shape): boolean {
  return ["string", "number", "integer", "boolean"].includes(kind);
}

function takes(shape: Shape, value: string | number | boolean): boolean {
  if (shape.kind === "choice") return shape.values.some((each) => each === value);
  if (shape.kind === "integer") return Number.isInteger(value);
  return isScalar(shape) && typeof value === shape.kind;
}

function describe(shape: Shape): string {
  if (shape.kind === "choice") return shape.values.map((value) => JSON.stringify(value)).join(" or ");
  if (shape.kind === "opaque") return shape.what;
  return "name" in shape && shape.name !== undefined ? `${shape.kind} ${shape.name}` : shape.kind;
}
