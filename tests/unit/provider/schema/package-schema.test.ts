import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";
import * as tlsup from "../../../../components";
import { Comparison } from "../../../../components/provider/schema/agreement";
import { schemaSources } from "../../../../components/provider/execution/generate-schema";
import { mergedObject } from "../../../../components/provider/schema/merged-object";
import { packageSchema, type OwnResource, type SchemaSources } from "../../../../components/provider/schema/package-schema";
import { shapeOfEntries } from "../../../../components/provider/schema/rule-shape";
import { isLiteral, type Field, type Shape } from "../../../../components/provider/schema/shape";
import type { ObjectTypeSpec, PackageSpec } from "../../../../components/provider/schema/spec";
import { root } from "../../../support/environment";

let sources: SchemaSources;
let schema: PackageSpec;

beforeAll(() => {
  sources = schemaSources(root);
  const result = packageSchema(sources);
  if ("schema" in result) schema = result.schema;
});

function differences(changed: Partial<SchemaSources>): readonly string[] {
  const result = packageSchema({ ...sources, ...changed });
  return "differences" in result ? result.differences : [];
}

test("rules, types and documentation of every argument say the same", () => {
  expect(differences({})).toEqual([]);
});

test("every component that is exported is in the schema", () => {
  const isComponent = (value: unknown): boolean => typeof value === "function" && pulumi.ComponentResource.prototype.isPrototypeOf(value.prototype as object);
  const exported = Object.entries(tlsup)
    .filter(([, value]) => isComponent(value))
    .map(([name]) => `tlsup:index:${name}`);
  const described = Object.entries(schema.resources).filter(([, resource]) => resource.isComponent);
  expect(described.map(([token]) => token).sort()).toEqual(exported.sort());
});

test("no type is called like a resource, whose arguments Python and Go call like the type's", () => {
  expect(Object.keys(schema.types).filter((token) => token in schema.resources)).toEqual([]);
});

test("the server of a site is one of the kinds, told apart by `kind`, and no output", () => {
  const server = schema.resources["tlsup:index:HttpsSite"]?.inputProperties.server;
  expect(server).toMatchObject({ plain: true, discriminator: { propertyName: "kind" } });
  expect(Object.keys(server?.discriminator?.mapping ?? {})).toEqual(["apache", "caddy", "gunicorn", "haproxy", "nginx"]);
  expect(server?.oneOf?.every(({ plain }) => plain)).toBe(true);
  expect(schema.types["tlsup:index:NginxSettings"]).toMatchObject({
    required: ["kind"],
    properties: { kind: { type: "string", const: "nginx", plain: true }, maxBodySize: { type: "string" } },
  });
});

test("a description tells the rules and the default as well, unless it is what anyone expects", () => {
  const { maxBodySize } = (schema.types["tlsup:index:NginxSettings"] as ObjectTypeSpec).properties;
  expect(maxBodySize?.description).toBe('The largest request body. Must be a size like 512k, 10m or 1g. Default: "1m".');
  expect(JSON.stringify(schema)).not.toMatch(/Default: (none|false)\./);
});

test("a default that is one value is one in the schema, unless it holds for some of several types", () => {
  const { keyType, days, dnsNames } = schema.resources["tlsup:index:SelfSignedCertificate"]?.inputProperties ?? {};
  expect([keyType?.default, days?.default, dnsNames?.default]).toEqual(["rsa-2048", 365, undefined]);
  const { keyType: certbotKey, apiUrl } = schema.resources["tlsup:index:CertbotCertificate"]?.inputProperties ?? {};
  expect([certbotKey?.default, apiUrl?.default]).toEqual(["ecdsa-p256", undefined]);
  expect((schema.types["tlsup:index:SelfSignedSource"] as ObjectTypeSpec).properties.keyType?.default).toBe("rsa-2048");
});

test("settings of several TypeScript types with one rule are one type", () => {
  const { required, properties } = schema.types["tlsup:index:CertbotSource"] as ObjectTypeSpec;
  expect(required).toEqual(["source", "challenge"]);
  expect(Object.keys(properties)).toEqual(expect.arrayContaining(["apiUrl", "names", "keyType"]));
});

test("what nobody may read is secret: arguments by their rules, outputs by their documentation", () => {
  const secret = { secret: true };
  expect(schema.resources["tlsup:index:HttpsSite"]?.inputProperties).toMatchObject({ secretEnvironment: secret, certificateSecrets: secret });
  const { privateKey, leaf } = schema.resources["tlsup:index:SelfSignedCertificate"]?.properties ?? {};
  expect([privateKey?.secret, leaf?.secret]).toEqual([true, undefined]);
  expect(schema.types["tlsup:index:Access"]).toMatchObject({ properties: { privateKey: secret, host: expect.not.objectContaining(secret) as object } });
});

test("tlsup's own resources are there, with what is computed as outputs and what is secret marked", () => {
  const own = Object.entries(schema.resources).filter(([, { isComponent }]) => !isComponent);
  const names = [
    "AcmeCertificate",
    "AcmeRegistration",
    "AuthorizedKeys",
    "CachePurge",
    "CertbotHost",
    "CertbotLineage",
    "Detour",
    "EdgeRanges",
    "EdgeRule",
    "HostIdentity",
    "HostKey",
    "HostMemory",
    "KeptAccount",
    "KeptLineage",
    "LoginKey",
    "OriginCaOrder",
    "OriginPull",
    "RecordMemory",
    "Release",
    "ZoneSetting",
  ];
  expect(own.map(([token]) => token)).toEqual(names.map((name) => `tlsup:index:${name}`));
  const { inputProperties, properties } = schema.resources["tlsup:index:Release"] ?? { inputProperties: {}, properties: {} };
  expect(Object.keys(properties)).toEqual(expect.arrayContaining([...Object.keys(inputProperties), "folder", "servedSha256", "drift"]));
  expect(Object.entries(inputProperties).flatMap(([key, { secret }]) => (secret ? [key] : []))).toEqual(["privateKey", "sudoPassword", "secrets"]);
  // Programs do not make them.
  expect(JSON.stringify({ inputProperties, properties, probe: schema.types["tlsup:index:TlsProbe"] })).not.toContain("description");
  expect(JSON.stringify(schema.types["tlsup:index:MariadbSettings"])).toContain("description");
});

test("every $ref leads to a type or a resource of the schema", () => {
  const refs = [...JSON.stringify(schema).matchAll(/"\$ref":"#\/(types|resources)\/([^"]+)"/g)];
  expect(refs.length).toBeGreaterThan(50);
  expect(refs.filter(([, kind, token]) => !Object.hasOwn(kind === "types" ? schema.types : schema.resources, token ?? ""))).toEqual([]);
});

describe("a difference is found", () => {
  test("when a rule is missing, or one too many, for each argument of each component", () => {
    for (const [name, { entries }] of Object.entries(sources.rules)) {
      for (const key of Object.keys(entries).filter((each) => !sources.leftOut.has(`${name}Args.${each}`))) {
        expect(differences({ rules: { ...sources.rules, [name]: { entries: without(entries, key) } } })).toEqual([`${name}Args.${key} has a type and no rule`]);
      }
      const oneMore = { ...sources.rules, [name]: { entries: { ...entries, extra: v.string() } } };
      expect(differences({ rules: oneMore })).toEqual([`${name}Args.extra has a rule and no type`]);
    }
  });

  test("when an argument is optional by its rule and required by its type", () => {
    const { domain, ...entries } = sources.rules.DirectRecord?.entries ?? {};
    const rules = { ...sources.rules, DirectRecord: { entries: { ...entries, domain: v.optional(domain ?? v.string()) } } };
    expect(differences({ rules })).toEqual(["DirectRecordArgs.domain is required by its type, and optional by its rule"]);
  });

  test("when a component has no rules, or rules are those of no component", () => {
    const { Vps, ...rules } = sources.rules;
    expect(differences({ rules })).toContain("Vps is exported, and has no rules");
    expect(differences({ rules: { ...sources.rules, Vpn: Vps ?? { entries: {} } } })).toEqual(["Vpn has rules, and is not exported"]);
  });

  test("when a setting is left out that does not exist", () => {
    expect(differences({ leftOut: new Set([...sources.leftOut, "VpsArgs.gone"]) })).toEqual(["VpsArgs.gone is left out, and does not exist"]);
  });

  test.each<[string, (field: Field) => Field | undefined]>([
    ["is missing", () => undefined],
    ["is optional, or is not", (field) => ({ ...field, isOptional: !field.isOptional })],
    ["is not documented", (field) => without(field, "texts") as Field],
    ["is optional and does not say what happens without it", (field) => (field.isOptional ? { ...field, texts: { description: "What it is." } } : field)],
    ["has a default that its rule refuses", (field) => ({ ...field, texts: { description: "", ...field.texts, default: JSON.parse("[]") as string } })],
    ["may be an output, or may not,", (field) => ({ ...field, isEventual: !field.isEventual })],
    ["is of another kind", (field) => ({ ...field, shape: listOf(listOf(field.shape)) })],
  ])("when a setting, anywhere, %s in its type", (_what, change) => {
    const changed = mutants(change);
    expect(changed.length).toBeGreaterThan(50);
    expect(changed.filter(isUnnoticed).map(({ place }) => place)).toEqual([]);
  });

  test("when a kind, anywhere, is missing in a union or a choice of the types", () => {
    const lessOne = (shape: Shape): Shape => {
      if (shape.kind === "union") return { ...shape, options: shape.options.slice(1) };
      return shape.kind === "choice" && shape.values.length > 1 ? { ...shape, values: shape.values.slice(1) } : shape;
    };
    const changed = mutants((field) => {
      if (field.shape.kind !== "list") return { ...field, shape: lessOne(field.shape) };
      return { ...field, shape: { ...field.shape, items: lessOne(field.shape.items) } };
    });
    expect(changed.length).toBeGreaterThan(10);
    expect(changed.filter(isUnnoticed).map(({ place }) => place)).toEqual([]);
  });
});

describe("of tlsup's own resources, a difference is found", () => {
  const changed = (change: (resource: OwnResource) => Partial<OwnResource>): readonly string[] =>
    differences({ resources: sources.resources.map((resource) => (resource.name === "HostKey" ? { ...resource, ...change(resource) } : resource)) });

  test("when a property is secret by its documentation alone, or by its operations alone", () => {
    expect(changed(() => ({ secrets: [] }))).toEqual([`HostKey.privateKey is "Secret." by its documentation, and is not among the resource's secrets`]);
    const oneMore = changed(() => ({ secrets: ["privateKey", "host"] }));
    expect(oneMore).toEqual([`HostKey.host is not "Secret." by its documentation, and is among the resource's secrets`]);
  });

  test("when a property is not documented", () => {
    const undocumented = (fields: OwnResource["outputs"]) => ({ ...fields, host: without(fields.host ?? ({} as Field), "texts") });
    expect(changed(({ outputs }) => ({ outputs: undocumented(outputs) }))).toEqual(["HostKey.host is not documented"]);
  });
});

/** A component with one setting of its arguments changed in its type. */
interface Mutant {
  readonly component: string;
  readonly place: string;
  readonly shape: Shape;
}

function isUnnoticed({ component, shape }: Mutant): boolean {
  const comparison = new Comparison(sources.leftOut);
  comparison.agreedObject(shape, shapeOfEntries(sources.rules[component]?.entries ?? {}), `${component}Args`);
  return comparison.differences.length === 0;
}

/** The components with one setting of their arguments changed, for each setting that `change` changes. */
function mutants(change: (field: Field) => Field | undefined): Mutant[] {
  return sources.components.flatMap(({ name, args }) =>
    changedShapes(mergedObject(args) ?? args, change, name).map((changed) => ({ component: name, ...changed })),
  );
}

interface ChangedShape {
  readonly place: string;
  readonly shape: Shape;
}

function changedShapes(shape: Shape, change: (field: Field) => Field | undefined, place: string): ChangedShape[] {
  const inside = (part: Shape, at: string, whole: (changed: Shape) => Shape): ChangedShape[] =>
    changedShapes(part, change, at).map((changed) => ({ place: changed.place, shape: whole(changed.shape) }));
  if (shape.kind === "list") return inside(shape.items, `${place}[]`, (items) => ({ ...shape, items }));
  if (shape.kind === "map") return inside(shape.values, `${place}{}`, (values) => ({ ...shape, values }));
  if (shape.kind === "union") {
    return shape.options.flatMap((option, index) =>
      inside(mergedObject(option) ?? option, `${place}<${index}>`, (changed) => ({ ...shape, options: shape.options.with(index, changed) })),
    );
  }
  if (shape.kind !== "object") return [];
  return Object.entries(shape.fields).flatMap(([key, field]) => {
    const at = `${place}.${key}`;
    const withField = (changed: Field): Shape => ({ ...shape, fields: { ...shape.fields, [key]: changed } });
    const deeper = inside(field.shape, at, (changed) => withField({ ...field, shape: changed }));
    if (isLiteral(field.shape) || isForbidden(field.shape) || [...sources.leftOut].some((each) => each.endsWith(`.${key}`))) return deeper;
    const changed = change(field);
    if (changed && JSON.stringify(changed) === JSON.stringify(field)) return deeper;
    return [...deeper, { place: at, shape: changed ? withField(changed) : { ...shape, fields: without(shape.fields, key) } }];
  });
}

function listOf(items: Shape): Shape {
  return { kind: "list", items, isEventual: true };
}

function without<T extends object>(record: T, key: string): T {
  return Object.fromEntries(Object.entries(record).filter(([each]) => each !== key)) as T;
}

function isForbidden(shape: Shape): boolean {
  return shape.kind === "opaque" && shape.what === "never";
}
