import ts from "typescript";
import type { Field, Shape } from "./shape";
import { plain } from "./texts";
import type { TypeShapes } from "./type-shape";

/** A component as TypeScript declares it. */
export interface ComponentType {
  readonly name: string;
  readonly description: string;
  /** What its constructor takes. */
  readonly args: Shape;
  /** Its public properties. */
  readonly outputs: Readonly<Record<string, Field>>;
}

/** The components among what a module exports, by name. */
export function componentTypes(checker: ts.TypeChecker, module: ts.SourceFile, shapes: TypeShapes): ComponentType[] {
  const symbol = checker.getSymbolAtLocation(module);
  const exported = symbol ? checker.getExportsOfModule(symbol) : [];
  return exported
    .map((each) => (each.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each))
    .flatMap(({ valueDeclaration: declaration }) => (declaration && ts.isClassDeclaration(declaration) ? [declaration] : []))
    .filter((declaration) => checker.getTypeAtLocation(declaration).getProperty("registerOutputs") !== undefined)
    .map((declaration) => componentType(checker, declaration, shapes))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

function componentType(checker: ts.TypeChecker, declaration: ts.ClassDeclaration, shapes: TypeShapes): ComponentType {
  const name = declaration.name?.text ?? "";
  const [, args] = declaration.members.find(ts.isConstructorDeclaration)?.parameters ?? [];
  if (!args) throw new Error(`Cannot describe ${name}: its constructor takes no arguments`);
  const type = checker.getTypeAtLocation(declaration);
  const isOutput = (each: ts.Declaration): boolean => each.parent === declaration && ts.isPropertyDeclaration(each) && isPublic(each);
  const outputs = type.getProperties().filter(({ declarations }) => declarations?.some(isOutput));
  return {
    name,
    description: plain(ts.displayPartsToString(type.symbol.getDocumentationComment(checker))),
    args: shapes.shapeOf(checker.getTypeAtLocation(args)),
    outputs: Object.fromEntries(outputs.map((property) => [property.name, shapes.fieldOf(property)])),
  };
}

function isPublic(declaration: ts.PropertyDeclaration): boolean {
  return !(ts.getCombinedModifierFlags(declaration) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected | ts.ModifierFlags.Static));
}
