import { Comparison } from "./agreement";
import type { ComponentRules } from "./catalog";
import type { ComponentType } from "./component-types";
import { shownFields } from "./outputs";
import type { ResourceType } from "./resource-types";
import { shapeOfEntries } from "./rule-shape";
import type { ObjectShape } from "./shape";
import type { EnumTypeSpec, ObjectTypeSpec, PackageSpec, PropertySpec, ResourceSpec } from "./spec";
import { SpecWriter } from "./spec-writer";

/** A resource that tlsup itself implements, and which of its properties are secret. */
export type OwnResource = ResourceType & { readonly secrets: readonly string[] };

/** What the schema is made of. */
export interface SchemaSources {
  readonly version: string;
  readonly components: readonly ComponentType[];
  readonly resources: readonly OwnResource[];
  readonly rules: ComponentRules;
  /** See `leftOut`. */
  readonly leftOut: ReadonlySet<string>;
}

/** The package's schema, or where rules, types and documentation differ. */
export type SchemaResult = { readonly schema: PackageSpec } | { readonly differences: readonly string[] };

export function packageSchema({ version, components, resources, rules, leftOut }: SchemaSources): SchemaResult {
  const comparison = new Comparison(leftOut);
  const described = [
    ...components.map((component) => describedComponent(component, rules, comparison)),
    ...resources.map((resource) => describedResource(resource, comparison)),
  ];
  for (const name of Object.keys(rules).filter((each) => !components.some((component) => component.name === each))) {
    comparison.differ(name, "has rules, and is not exported");
  }
  for (const field of leftOut) if (!comparison.met.has(field)) comparison.differ(field, "is left out, and does not exist");
  if (comparison.differences.length > 0) return { differences: [...new Set(comparison.differences)] };
  const writer = new SpecWriter(metadata.name);
  const { types, resources: specs } = written(described, writer);
  if (writer.faults.length > 0) return { differences: writer.faults };
  return { schema: { ...metadata, version, types: sorted(types), resources: sorted(specs) } };
}

/** A component or a resource with everything that the schema says about it. */
interface Described {
  readonly name: string;
  readonly isComponent: boolean;
  readonly description: string;
  readonly inputs: ObjectShape["fields"];
  readonly outputs: ObjectShape["fields"];
}

function describedComponent({ name, description, args, outputs }: ComponentType, rules: ComponentRules, comparison: Comparison): Described {
  const rule = rules[name];
  if (!rule) comparison.differ(name, "is exported, and has no rules");
  const { fields } = comparison.agreedObject(args, shapeOfEntries(rule?.entries ?? {}), `${name}Args`);
  return { name, isComponent: true, description, inputs: fields, outputs: shownFields(outputs, name, comparison) };
}

function describedResource({ name, description, inputs, outputs, secrets }: OwnResource, comparison: Comparison): Described {
  for (const [key, { isSecret }] of Object.entries(outputs)) {
    if (isSecret === secrets.includes(key)) continue;
    const [documented, listed] = isSecret ? ["", "not "] : ["not ", ""];
    comparison.differ(`${name}.${key}`, `is ${documented}"Secret." by its documentation, and is ${listed}among the resource's secrets`);
  }
  return { name, isComponent: false, description, inputs: shownFields(inputs, name, comparison), outputs: shownFields(outputs, name, comparison) };
}

/** Writes components first: types that only tlsup's own resources have get no texts. */
function written(described: readonly Described[], writer: SpecWriter): Pick<PackageSpec, "types" | "resources"> {
  const components = writtenResources(
    described.filter(({ isComponent }) => isComponent),
    writer,
  );
  const known = { ...writer.types };
  const own = writtenResources(
    described.filter(({ isComponent }) => !isComponent),
    writer,
  );
  const types = Object.entries(writer.types).map(([token, spec]) => [token, known[token] ?? typeWithoutTexts(spec)] as const);
  return { types: Object.fromEntries(types), resources: { ...components, ...own } };
}

/** Writes arguments first: where a type is used in arguments and in outputs, the arguments' texts say more. */
function writtenResources(described: readonly Described[], writer: SpecWriter): Record<string, ResourceSpec> {
  const given = described.map((resource) => ({ ...resource, inputs: writer.properties(resource.inputs, resource.name) }));
  const specs = given.map(({ name, isComponent, description, inputs, outputs }): [string, ResourceSpec] => {
    const { properties, required } = writer.properties(outputs, name);
    const [inputProperties, shown] = isComponent
      ? [inputs.properties, withoutRepeats(properties, inputs.properties)]
      : [withoutTexts(inputs.properties), withoutTexts(properties)];
    return [
      writer.token(name),
      { ...(isComponent && { isComponent, required }), description, inputProperties, requiredInputs: inputs.required, properties: shown },
    ];
  });
  return Object.fromEntries(specs);
}

/**
 * Properties without texts: the components make tlsup's own resources, and programs do not, so these, and which outputs there always are, would only make the
 * package larger.
 */
function withoutTexts(properties: ResourceSpec["properties"]): ResourceSpec["properties"] {
  return Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, withoutText(property)]));
}

function typeWithoutTexts(spec: ObjectTypeSpec | EnumTypeSpec): ObjectTypeSpec | EnumTypeSpec {
  return withoutText("properties" in spec ? { ...spec, properties: withoutTexts(spec.properties) } : spec);
}

function withoutText<Spec extends PropertySpec | ObjectTypeSpec | EnumTypeSpec>(spec: Spec): Spec {
  return Object.fromEntries(Object.entries(spec).filter(([key]) => key !== "description")) as unknown as Spec;
}

/** Outputs without the texts that inputs of the same name have. */
function withoutRepeats(outputs: ResourceSpec["properties"], inputs: ResourceSpec["inputProperties"]): ResourceSpec["properties"] {
  const entries = Object.entries(outputs).map(([name, { description, ...rest }]): [string, PropertySpec] => [
    name,
    description === undefined || description === inputs[name]?.description ? rest : { ...rest, description },
  ]);
  return Object.fromEntries(entries);
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
      // Without it, types that are used only in plain unions would have no form that takes outputs.
      generateExtraInputTypes: true,
      // The code that Pulumi generates to fill in the defaults of a required plain object does not compile.
      disableObjectDefaults: true,
    },
  },
  provider: {},
};

function sorted<T>(record: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1)));
}
