import { execute, GraphQLError, parse, validate, type DocumentNode, type GraphQLResolveInfo, type GraphQLSchema } from "graphql";
import type { Context, Hono } from "hono";
import { isObject, readBody } from "../body";
import type { Backend, Env } from "../context";
import { RateLimit } from "../rate-limit";
import { availableFields, datasetsOf, maxNumberOfFields, maxPageSize, type Dataset } from "./datasets";
import { matches, type Filter } from "./filter";
import { groupsOf, ordered, selectedBelow } from "./groups";
import { budget, malformed, notAuthorized, quota, refused } from "./refusals";
import { schemaOf } from "./schema";
import { demandRange } from "./time-range";
import { withValues } from "./variables";

/** https://developers.cloudflare.com/analytics/graphql-api/limits/ */
const queriesInWindow = 300;
const mostZones = 10;

interface ZoneArguments {
  readonly filter?: { readonly zoneTag?: string; readonly zoneTag_in?: readonly string[] } | null;
}

interface RowArguments {
  readonly limit: number;
  readonly filter?: Filter | null;
  readonly orderBy?: readonly string[] | null;
}

/** The analytics of zones: https://developers.cloudflare.com/analytics/graphql-api/ */
export function graphqlRoutes(app: Hono<Env>, { zones, traffic }: Backend): void {
  const datasets = datasetsOf(traffic);
  const schema = schemaOf(datasets);
  const limit = new RateLimit(queriesInWindow);
  app.post("/graphql", async (c) => {
    const now = new Date();
    const { query, variables } = readBody(c);
    try {
      limit.count(c.get("credential").id, now.getTime());
    } catch {
      return c.json(...refused([budget("rate limiter budget depleted, try again after 5 minutes")], now));
    }
    const document = readQuery(String(query ?? ""), isObject(variables) ? variables : {}, schema);
    if (!("kind" in document)) return c.json(...refused(document, now));
    const zonesOf = (args: ZoneArguments): object[] => zoneIds(c, args, () => zones.list().map(({ id }) => id)).map((id) => zoneNode(id, datasets, now));
    const { data, errors } = await execute({ schema, document, rootValue: { viewer: { zones: zonesOf } } });
    return errors ? c.json(...refused(errors, now)) : c.json({ data: data ?? null, errors: null });
  });
}

/** The parsed and validated query, or its errors. */
function readQuery(text: string, variables: Readonly<Record<string, unknown>>, schema: GraphQLSchema): DocumentNode | readonly GraphQLError[] {
  try {
    const document = withValues(parse(text), variables);
    const problems = validate(schema, document);
    return problems.length > 0 ? problems : document;
  } catch (error) {
    return [error instanceof GraphQLError ? error : malformed(String(error))];
  }
}

/** The zones that the query names. @throws GraphQLError unless the token may read the analytics of each. */
function zoneIds(c: Context<Env>, { filter }: ZoneArguments, everyZone: () => string[]): string[] {
  const credential = c.get("credential");
  const allowed = (id: string): boolean => credential.allows("Analytics Read", id);
  const asked = filter?.zoneTag === undefined ? filter?.zoneTag_in : [filter.zoneTag];
  if (!asked) return everyZone().filter(allowed).slice(0, mostZones);
  const refusedZone = asked.find((id) => !allowed(id) || !everyZone().includes(id));
  if (refusedZone === undefined) return [...asked];
  const actor = `com.cloudflare.api.token.${credential.id}`;
  throw notAuthorized(`Actor '${actor}' does not have permission 'com.cloudflare.api.account.zone.analytics.read' for zone ${refusedZone}`);
}

function zoneNode(zoneTag: string, datasets: readonly Dataset[], now: Date): object {
  const settings = datasets.map((dataset) => {
    const { maxDuration, notOlderThan } = dataset;
    return [dataset.name, { enabled: true, availableFields: availableFields(dataset), maxDuration, maxNumberOfFields, maxPageSize, notOlderThan }];
  });
  const rows = datasets.map((dataset) => [
    dataset.name,
    (args: RowArguments, _context: unknown, info: GraphQLResolveInfo) => rowsOf(zoneTag, dataset, args, selectedBelow("dimensions", info), now),
  ]);
  return { zoneTag, settings: Object.fromEntries(settings) as object, ...(Object.fromEntries(rows) as object) };
}

function rowsOf(zoneId: string, dataset: Dataset, args: RowArguments, dimensions: readonly string[], now: Date): object[] {
  const [limit, filter, orderBy] = [args.limit, args.filter ?? {}, args.orderBy ?? []];
  if (limit < 1 || limit > maxPageSize) throw quota(`limit must be positive number and not greater than ${String(maxPageSize)}`);
  demandRange(zoneId, dataset, filter, now.getTime() / 1000);
  const tallies = dataset.tallies.in(zoneId).filter((tally) => matches(tally, filter));
  return ordered(groupsOf(tallies, dimensions, dataset.sums), orderBy).slice(0, limit);
}
