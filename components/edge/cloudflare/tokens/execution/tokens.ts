import { domainToASCII } from "node:url";
import type { TokenVerifyResponse } from "cloudflare/resources/accounts/tokens";
import type { CloudflareClient } from "../../../../shared/execution/cloudflare";
import { statusOf } from "../../../../shared/execution/cloudflare-errors";
import type { TokenFacts } from "../judgement";
import type { TokenRights } from "../rights";

const zonePrefix = "com.cloudflare.api.account.zone.";

/** A token to make. */
export interface TokenOrder {
  readonly name: string;
  readonly rights: TokenRights;
  readonly expiresOn: Date;
  /** The only address ranges that may use it; empty for all. */
  readonly from: readonly string[];
}

/** The ids of permission groups, by their names. */
export type GroupIds = ReadonlyMap<string, string>;

/** A token that Cloudflare knows. */
interface VerifiedToken extends Pick<TokenFacts, "status" | "expiresOn"> {
  readonly id: string;
  /** Whether it is a user's, not an account's. */
  readonly isUsers: boolean;
}

/** A token that was made. */
export interface MadeToken {
  readonly id: string;
  readonly value: string;
}

/** Makes a token. The client's own token must have the permission User - API Tokens - Edit. */
export async function makeToken(client: CloudflareClient, ids: GroupIds, { name, rights, expiresOn, from }: TokenOrder): Promise<MadeToken> {
  const groups = rights.groups.map((group) => {
    const id = ids.get(group);
    if (id === undefined) throw new Error(`Cannot make a token as Cloudflare must know the permission group ${JSON.stringify(group)}: it is not in its list`);
    return { id };
  });
  const { id, value } = await client.user.tokens.create({
    name,
    policies: [{ effect: "allow", permission_groups: groups, resources: Object.fromEntries(rights.zoneIds.map((id) => [`${zonePrefix}${id}`, "*"])) }],
    // To the second, as Cloudflare's schema asks.
    expires_on: expiresOn.toISOString().replace(/\.\d+/, ""),
    ...(from.length > 0 && { condition: { request_ip: { in: [...from] } } }),
  });
  if (id === undefined || value === undefined) throw new Error("Cannot make a token as Cloudflare's answer must hold its id and its value: one was missing");
  return { id, value };
}

/** Deletes a token: Cloudflare refuses it from then on. The client's own token must have the permission User - API Tokens - Edit. */
export async function deleteToken(client: CloudflareClient, id: string): Promise<void> {
  await client.user.tokens.delete(id);
}

/** Those of the permission groups for zones. */
export async function groupIds(client: CloudflareClient): Promise<GroupIds> {
  const ids = new Map<string, string>();
  for await (const { id, name } of client.user.tokens.permissionGroups.list({ scope: zonePrefix.slice(0, -1) }))
    if (id !== undefined && name !== undefined) ids.set(name, id);
  return ids;
}

/** What Cloudflare says of a client's own token, which needs no permission for that of a user; `undefined` if Cloudflare refuses it. */
export async function verifyToken(client: CloudflareClient): Promise<VerifiedToken | undefined> {
  const users = await unlessRefused(() => client.user.tokens.verify());
  const said = users ?? (await unlessRefused(() => verifyAtAccounts(client)));
  return said && { id: said.id, status: said.status, isUsers: users !== undefined, ...(said.expires_on !== undefined && { expiresOn: said.expires_on }) };
}

/** Only an account knows a token that it owns. Such a token may not list accounts: those of its zones are asked. */
async function verifyAtAccounts(client: CloudflareClient): Promise<TokenVerifyResponse | undefined> {
  const ids = new Set<string | undefined>();
  for await (const { account } of client.zones.list()) ids.add(account.id);
  for (const id of ids) {
    const said = id === undefined ? id : await unlessRefused(() => client.accounts.tokens.verify({ account_id: id }));
    if (said) return said;
  }
  return undefined;
}

async function unlessRefused<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (isRefusal(statusOf(error))) return undefined;
    throw error;
  }
}

/** A token that is malformed, unknown, expired, or not for this address. */
function isRefusal(status: number | undefined): boolean {
  return status === 400 || status === 401 || status === 403;
}

/** What a token may do. The client's own token must have the permission User - API Tokens - Read. */
export async function readToken(client: CloudflareClient, id: string): Promise<TokenFacts> {
  const { status = "unknown", expires_on: expiresOn, condition, policies = [] } = await client.user.tokens.get(id);
  const allowed = policies
    .filter(({ effect }) => effect === "allow")
    .flatMap(({ permission_groups: groups, resources }) =>
      Object.entries(resources).flatMap(([resource, zones]: [string, unknown]) =>
        groups.map(({ name = "an unnamed permission" }) => ({
          group: name,
          resource: typeof zones === "string" ? resource : `${resource}: some of its zones`,
        })),
      ),
    );
  const inZones = allowed.filter(({ resource }) => resource.startsWith(zonePrefix) && resource !== `${zonePrefix}*`);
  return {
    status,
    ...(expiresOn !== undefined && { expiresOn }),
    from: condition?.request_ip?.in ?? [],
    groups: [...new Set(inZones.map(({ group }) => group))],
    zoneIds: [...new Set(inZones.map(({ resource }) => resource.slice(zonePrefix.length)))],
    elsewhere: allowed.filter((each) => !inZones.includes(each)).map(({ group, resource }) => `${group} on ${resource}`),
  };
}

/** The ids of the zones that hold some names. */
export async function zonesOf(client: CloudflareClient, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  const zones: { readonly id: string; readonly name: string }[] = [];
  // Cloudflare says names in other scripts as they are read.
  for await (const { id, name } of client.zones.list()) zones.push({ id, name: domainToASCII(name) });
  const holds = (zone: string, name: string): boolean => name === zone || name.endsWith(`.${zone}`);
  return names.map((name) => {
    const [longest] = zones.filter((zone) => holds(zone.name, name)).sort((one, other) => other.name.length - one.name.length);
    if (!longest) throw new Error(`Cannot make a token as the zone of ${name} must be at Cloudflare: the token of the environment sees none`);
    return longest.id;
  });
}
