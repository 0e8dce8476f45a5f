import ts from "typescript";
import type { Field } from "./shape";
import type { TypeShapes } from "./type-shape";

/** A resource that tlsup itself implements, as its operations declare it. */
export interface ResourceType {
  readonly name: string;
  readonly description: string;
  readonly inputs: Readonly<Record<string, Field>>;
  /** Its properties once it is made, the inputs included. */
  readonly outputs: Readonly<Record<string, Field>>;
}

/** The resources whose operations are in a module's variable `kinds`. */
export function resourceTypes(checker: ts.TypeChecker, module: ts.SourceFile, shapes: TypeShapes): ResourceType[] {
  const variables = module.statements.filter(ts.isVariableStatement).flatMap(({ declarationList }) => declarationList.declarations);
  const kinds = variables.find(({ name }) => name.getText(module) === "kinds");
  if (!kinds) throw new Error(`Cannot describe the resources: ${module.fileName} has no variable \`kinds\``);
  return checker
    .getTypeAtLocation(kinds)
    .getProperties()
    .map((kind) => resourceType(checker, kind, shapes));
}

function resourceType(checker: ts.TypeChecker, kind: ts.Symbol, shapes: TypeShapes): ResourceType {
  const name = kind.name.split(":").at(-1) ?? "";
  const operations = checker.getTypeOfSymbol(kind) as ts.TypeReference;
  const [inputs, outputs] = checker.getTypeArguments(operations).map((type) => shapes.shapeOf(type));
  if (inputs?.kind !== "object" || outputs?.kind !== "object") {
    throw new Error(`Cannot describe ${kind.name}: its operations do not say what it consists of`);
  }
  return { name, description: outputs.description ?? "", inputs: inputs.fields, outputs: outputs.fields };
}
