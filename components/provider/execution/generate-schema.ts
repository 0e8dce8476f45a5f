import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { componentRules, leftOut } from "../schema/catalog";
import { componentTypes } from "../schema/component-types";
import { packageSchema, type SchemaSources } from "../schema/package-schema";
import { TypeNames } from "../schema/type-names";
import { TypeShapes } from "../schema/type-shape";
import { resourceTypes } from "../schema/resource-types";
import { operationsOf } from "./operations";
import { ownSources, roots, sourceProgram } from "../schema/execution/sources";

/** Reads what the package's schema is made of: the rules, and the sources below `root`. */
export function schemaSources(root: string): SchemaSources {
  const program = sourceProgram(root);
  const checker = program.getTypeChecker();
  const [components, operations] = roots(root).map((file) => program.getSourceFile(file));
  if (!components || !operations) throw new Error(`Cannot read the components below ${root}`);
  const shapes = new TypeShapes(checker, new TypeNames(checker, ownSources(program, root)));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const secretsOf = (name: string): readonly string[] => operationsOf(`tlsup:index:${name}`).secrets;
  const resources = resourceTypes(checker, operations, shapes).map((resource) => ({ ...resource, secrets: secretsOf(resource.name) }));
  return { version, components: componentTypes(checker, components, shapes), resources, rules: componentRules, leftOut };
}

/** The build runs this with the repository's folder and the file to write. */
function main([root = "", file = ""]: readonly string[]): void {
  const result = packageSchema(schemaSources(root));
  if ("schema" in result) return writeFileSync(file, `${JSON.stringify(result.schema)}\n`);
  const lines = result.differences.map((difference) => `  ${difference}`);
  console.error(["Cannot write the package's schema: rules, types and documentation differ.", ...lines].join("\n"));
  process.exitCode = 1;
}

if (require.main === module) main(process.argv.slice(2));
