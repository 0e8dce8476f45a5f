import ts from "typescript";

/** Finds the names of types: their interface, or the alias of the same members, which TypeScript does not keep for a union. */
export class TypeNames {
  private readonly aliases = new Map<string, Set<string>>();
  private readonly unions: { readonly name: string; readonly symbol: ts.Symbol; readonly types: readonly ts.Type[] }[] = [];
  private readonly numbers = new Map<ts.Type, number>();

  constructor(checker: ts.TypeChecker, sources: readonly ts.SourceFile[]) {
    for (const { name, typeParameters } of sources.flatMap(({ statements }) => statements.filter(ts.isTypeAliasDeclaration))) {
      const symbol = checker.getSymbolAtLocation(name);
      if (!symbol || typeParameters) continue;
      const types = membersOf(checker.getDeclaredTypeOfSymbol(symbol));
      const key = this.keyOf(types);
      if (types.length > 1) this.unions.push({ name: name.text, symbol, types });
      this.aliases.set(key, (this.aliases.get(key) ?? new Set()).add(name.text));
    }
  }

  /** The name of a type that has one. */
  nameOf(type: ts.Type): string | undefined {
    const origin = originOf(type);
    if (origin !== type) return this.nameOf(origin);
    const { aliasSymbol, symbol } = type;
    if (aliasSymbol) return aliasSymbol.name;
    if (type.isUnion()) return this.nameOfMembers(type.types);
    return symbol && !symbol.name.startsWith("__") && !(type.flags & ts.TypeFlags.Literal) ? symbol.name : undefined;
  }

  /** The aliases of several, but not all, members of a union: TypeScript does not keep them for a union of unions. */
  unionsIn(members: readonly ts.Type[]): readonly { readonly name: string; readonly symbol: ts.Symbol; readonly types: readonly ts.Type[] }[] {
    return this.unions.flatMap(({ types, ...union }) => {
      const found = members.filter((member) => types.includes(originOf(member)));
      return found.length === types.length && found.length < members.length ? [{ ...union, types: found }] : [];
    });
  }

  private nameOfMembers(types: readonly ts.Type[]): string | undefined {
    const [name, ...others] = this.aliases.get(this.keyOf(types)) ?? [];
    return others.length === 0 ? name : undefined;
  }

  private keyOf(types: readonly ts.Type[]): string {
    return types
      .filter(({ flags }) => !(flags & ts.TypeFlags.Undefined))
      .map(originOf)
      .map((type) => (type.isLiteral() ? JSON.stringify(type.value) : `#${this.numberOf(type)}`))
      .sort()
      .join("|");
  }

  private numberOf(type: ts.Type): number {
    const number = this.numbers.get(type) ?? this.numbers.size;
    this.numbers.set(type, number);
    return number;
  }
}

/** The type behind a wrapper that allows outputs in settings: `Inputs<T>` has the name of `T`. */
function originOf(type: ts.Type): ts.Type {
  const [argument, ...others] = type.aliasTypeArguments ?? [];
  return argument && others.length === 0 ? originOf(argument) : type;
}

function membersOf(type: ts.Type): readonly ts.Type[] {
  return type.isUnion() ? type.types : [type];
}
