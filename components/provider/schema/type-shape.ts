import ts from "typescript";
import { discriminatorOf, isLiteral, literalOf, type Field, type Shape } from "./shape";
import { plain, textsOf } from "./texts";
import type { TypeNames } from "./type-names";

/** Reads the shapes of TypeScript types, with their documentation. */
export class TypeShapes {
  private readonly known = new Map<ts.Type, Shape>();

  constructor(
    private readonly checker: ts.TypeChecker,
    private readonly names: TypeNames,
  ) {}

  /** The shape of a type's values. A recursive type is not supported: settings are finite. */
  shapeOf(type: ts.Type): Shape {
    const known = this.known.get(type);
    if (known) return known;
    const shape = this.read(type);
    this.known.set(type, shape);
    return shape;
  }

  fieldOf(property: ts.Symbol): Field {
    const { shape, isEventual, isOptional } = this.eventual(this.checker.getTypeOfSymbol(property));
    const texts = this.textsOf(property);
    return {
      shape,
      isOptional: isOptional || (property.flags & ts.SymbolFlags.Optional) !== 0,
      isEventual,
      isSecret: texts !== undefined && /(^|\s)Secret\.$/.test(texts.description),
      rules: [],
      ...(texts && { texts }),
    };
  }

  private textsOf(property: ts.Symbol): Field["texts"] {
    const documentation = ts.displayPartsToString(property.getDocumentationComment(this.checker));
    const tag = property.getJsDocTags(this.checker).find(({ name }) => name === "default");
    return textsOf(documentation, tag && ts.displayPartsToString(tag.text));
  }

  /** The shape of the value that an `Input`, an `Output` or a plain value resolves to. */
  private eventual(type: ts.Type): { readonly shape: Shape; readonly isEventual: boolean; readonly isOptional: boolean } {
    const members = constituents(type);
    const values = members.flatMap((member) => this.valueOf(member) ?? []);
    const isOptional = [...members, ...values.flatMap(constituents)].some(isUndefined);
    if (values.length === 0) return { shape: this.shapeOf(isOptional ? this.checker.getNonNullableType(type) : type), isEventual: false, isOptional };
    const shapes = [...new Set(values.map((value) => this.shapeOf(this.checker.getNonNullableType(value))))];
    const [only, ...others] = shapes;
    return { shape: only && others.length === 0 ? only : { kind: "union", options: shapes }, isEventual: true, isOptional };
  }

  /** The type of an `Output`'s value. */
  private valueOf(type: ts.Type): ts.Type | undefined {
    const output = (type.isIntersection() ? type.types : [type]).find((part) => part.symbol?.name === "OutputInstance");
    return output && this.checker.getTypeArguments(output as ts.TypeReference)[0];
  }

  private read(type: ts.Type): Shape {
    const members = constituents(type);
    if (members.every((member) => member.isStringLiteral() || member.isNumberLiteral())) {
      const values = members.map((member) => (member as ts.LiteralType).value as string | number);
      return { kind: "choice", values, ...named(this.names.nameOf(type)) };
    }
    if (type.flags & ts.TypeFlags.BooleanLike) return { kind: "boolean" };
    if (type.isUnion()) {
      const options = this.options(members);
      const discriminator = discriminatorOf(options);
      return { kind: "union", options, ...named(this.names.nameOf(type)), ...(discriminator !== undefined && { discriminator }) };
    }
    if (type.flags & ts.TypeFlags.StringLike) return { kind: "string" };
    if (type.flags & ts.TypeFlags.NumberLike) return { kind: "number" };
    if (type.flags & ts.TypeFlags.Never) return { kind: "opaque", what: "never" };
    if (type.getCallSignatures().length > 0) return { kind: "opaque", what: "function" };
    return this.readObject(type);
  }

  /** The members of a union. `true | false` counts as one member, and so do several variants of one kind that share a name. */
  private options(members: readonly ts.Type[]): Shape[] {
    const groups = this.names
      .unionsIn(members)
      .map(({ name, symbol, types }) => {
        const options = types.map((type) => this.shapeOf(type));
        return { types, group: { kind: "union" as const, name, options, ...this.described(symbol) } };
      })
      .filter(({ group }) => isOneKind(group.options));
    const others = members.filter((member) => !groups.some(({ types }) => types.includes(member))).map((member) => this.shapeOf(member));
    const single = [...new Map(others.map((shape) => [shape.kind === "boolean" ? "boolean" : shape, shape])).values()];
    return [...single, ...groups.map(({ group }) => group)];
  }

  private readObject(type: ts.Type): Shape {
    const name = this.names.nameOf(type);
    if (this.checker.isArrayLikeType(type)) {
      const item = this.checker.getIndexTypeOfType(type, ts.IndexKind.Number);
      if (!item) return { kind: "opaque", what: "list" };
      const { shape, isEventual } = this.eventual(item);
      return { kind: "list", items: shape, isEventual };
    }
    const values = this.checker.getIndexTypeOfType(type, ts.IndexKind.String);
    if (values) {
      const { shape, isEventual } = this.eventual(values);
      return { kind: "map", values: shape, isEventual };
    }
    if (this.isResource(type)) return { kind: "resource", name: name ?? type.symbol.name };
    const properties = type.getProperties();
    if (properties.length === 0) return { kind: "opaque", what: this.checker.typeToString(type) };
    const fields = Object.fromEntries(properties.map((property) => [property.name, this.fieldOf(property)]));
    return { kind: "object", fields, ...named(name), ...this.described(type.aliasSymbol ?? type.symbol) };
  }

  private described(symbol: ts.Symbol | undefined): { readonly description?: string } {
    const description = plain(ts.displayPartsToString(symbol?.getDocumentationComment(this.checker)));
    return description === "" ? {} : { description };
  }

  private isResource(type: ts.Type): boolean {
    return type.getProperty("urn") !== undefined && type.getProperty("getProvider") !== undefined;
  }
}

/** Whether all shapes are settings with the same value of a literal, like the same `source`. */
function isOneKind([first, ...others]: readonly Shape[]): boolean {
  if (first?.kind !== "object") return false;
  return Object.entries(first.fields).some(([key, { shape }]) => {
    const value = isLiteral(shape) ? shape.values[0] : undefined;
    return value !== undefined && others.every((other) => other.kind === "object" && literalOf(other, key) === value);
  });
}

function isUndefined({ flags }: ts.Type): boolean {
  return (flags & ts.TypeFlags.Undefined) !== 0;
}

/** The members of a union, or the type itself. */
function constituents(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}

function named(name: string | undefined): { readonly name?: string } {
  return name === undefined ? {} : { name };
}
