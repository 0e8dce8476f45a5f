import { Comparison } from "./agreement";
import type { ComponentRules } from "./catalog";
import type { ComponentType } from "./component-types";
import { shapeOfEntries } from "./rule-shape";
import type { PackageSpec, ResourceSpec } from "./spec";
import { SpecWriter } from "./spec-writer";

/** What the schema is made of. */
export interface SchemaSources {
  readonly version: string;
  readonly components: readonly ComponentType[];
  readonly rules: ComponentRules;
  /** See `leftOut`. */
  readonly leftOut: ReadonlySet<string>;
}

/** The package's schema; without one, where rules, types and documentation differ. */
export type SchemaResult = { readonly schema: PackageSpec } | { readonly differences: readonly string[] };

/** The schema of the package. */
export function packageSchema({ version, components, rules, leftOut }: SchemaSources): SchemaResult {
  const comparison = new Comparison(leftOut);
  const described = components.map(({ name, description, args, outputs }) => {
    const rule = rules[name];
    if (!rule) comparison.differ(name, "is exported, and has no rules");
    const inputs = comparison.agreedObject(args, shapeOfEntries(rule?.entries ?? {}), `${name}Args`);
    return { name, description, inputs, outputs: comparison.shown(outputs, name) };
  });
  for (const name of Object.keys(rules).filter((each) => !components.some((component) => component.name === each))) {
    comparison.differ(name, "has rules, and is not exported");
  }
  for (const field of leftOut) if (!comparison.met.has(field)) comparison.differ(field, "is left out, and does not exist");
  if (comparison.differences.length > 0) return { differences: comparison.differences };
  const writer = new SpecWriter(metadata.name);
  // Arguments first: of a type that is in both, their texts say more.
  const given = described.map((component) => ({ ...component, given: writer.properties(component.inputs.fields, component.name) }));
  const resources = given.map(({ name, description, outputs, given: { properties, required } }): [string, ResourceSpec] => [
    writer.token(name),
    { isComponent: true, description, inputProperties: properties, requiredInputs: required, ...writer.properties(outputs, name) },
  ]);
  if (writer.faults.length > 0) return { differences: writer.faults };
  return { schema: { ...metadata, version, types: sorted(writer.types), resources: Object.fromEntries(resources) } };
}

/** Where the Go SDK is imported from. */
const goImportPath = "github.com/tlsup/tlsup/sdk/go/tlsup";

const metadata = {
  name: "tlsup",
  displayName: "tlsup",
  description: "HTTPS for a web application on its own server: host, proxied record, certificate and server, proven or rolled back.",
  license: "Apache-2.0",
  meta: { moduleFormat: "(.*)" },
  language: {
    nodejs: { respectSchemaVersion: true },
    python: { respectSchemaVersion: true, pyproject: { enabled: true } },
    go: {
      importBasePath: goImportPath,
      respectSchemaVersion: true,
      generateResourceContainerTypes: false,
      // Without it, types that are in plain unions alone would have no form that takes outputs.
      generateExtraInputTypes: true,
      // What would fill in the defaults of a required plain object does not compile.
      disableObjectDefaults: true,
    },
  },
  provider: {},
};

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
}
