import { buildSchema, type GraphQLSchema } from "graphql";
import { timeDimensions, type Dataset } from "./datasets";

/** The schema of queries. The names of types are Cloudflare's. */
export function schemaOf(datasets: readonly Dataset[]): GraphQLSchema {
  return buildSchema(`
scalar Time
scalar Date
scalar uint64
type Query { viewer: viewer }
type viewer { zones(filter: ZoneFilter_InputObject, limit: Int): [zone!]! }
input ZoneFilter_InputObject { zoneTag: String zoneTag_in: [String!] }
type zone { zoneTag: String! settings: ZoneSettings! ${datasets.map(field).join(" ")} }
type ZoneSettings { ${datasets.map(({ name }) => `${name}: Settings!`).join(" ")} }
type Settings {
  enabled: Boolean! availableFields: [String!]! maxDuration: Int! maxNumberOfFields: Int! maxPageSize: Int! notOlderThan: Int!
}
${datasets.map(types).join("")}`);
}

function field(dataset: Dataset): string {
  const type = typeName(dataset);
  return `${dataset.name}(limit: Int!, filter: ${type}Filter_InputObject, orderBy: [${type}OrderBy!]): [${type}!]!`;
}

function types(dataset: Dataset): string {
  const type = typeName(dataset);
  const dimensions = { ...Object.fromEntries(Object.keys(timeDimensions).map((name) => [name, name === "date" ? "Date" : "Time"])), ...dataset.dimensions };
  const sums = dataset.sums.map((name) => `${name}: uint64!`).join(" ");
  const orders = ["count", ...dataset.sums.map((name) => `sum_${name}`), ...Object.keys(dimensions)];
  const inner = `${type}Filter_InputObject`;
  return `
type ${type} { count: uint64! avg: ${type}Avg! ${sums && `sum: ${type}Sum!`} dimensions: ${type}Dimensions! }
type ${type}Avg { sampleInterval: Float! }
${sums && `type ${type}Sum { ${sums} }`}
type ${type}Dimensions { ${Object.entries(dimensions)
    .map(([name, of]) => `${name}: ${of}!`)
    .join(" ")} }
enum ${type}OrderBy { ${orders.flatMap((name) => [`${name}_ASC`, `${name}_DESC`]).join(" ")} }
input ${inner} { AND: [${inner}!] OR: [${inner}!] ${Object.entries(dimensions).map(operators).join(" ")} }
`;
}

/** https://developers.cloudflare.com/analytics/graphql-api/features/filtering/#operators */
function operators([name, type]: [string, string]): string {
  const single = ["", "_neq", "_gt", "_geq", "_lt", "_leq", ...(type === "String" ? ["_like", "_notlike"] : [])];
  return [...single.map((operator) => `${name}${operator}: ${type}`), `${name}_in: [${type}!]`, `${name}_notin: [${type}!]`].join(" ");
}

function typeName({ name }: Dataset): string {
  return `Zone${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
