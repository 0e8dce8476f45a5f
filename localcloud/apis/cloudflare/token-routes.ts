import type { Context, Hono } from "hono";
import { isIP } from "node:net";
import { newId } from "../../zones/seed";
import { isNetwork } from "../common/network";
import { account } from "./account";
import { isObject, readBody, type Body } from "./body";
import { demand, type Backend, type Env } from "./context";
import { statusOf, type StoredToken } from "./credentials";
import { page, success } from "./envelope";
import { fault, faults } from "./faults";
import { permissionGroups, type Policy } from "./permissions";

const pageSize = { default: 20, maximum: 50 };

/** https://developers.cloudflare.com/api/resources/user/subresources/tokens/, and of what an account owns what makes and verifies it. */
export function tokenRoutes(app: Hono<Env>, { credentials }: Backend): void {
  const { tokens } = credentials;

  app.get("/user/tokens/verify", (c) => verified(c));
  app.get("/accounts/:account/tokens/verify", (c) => verified(c, c.req.param("account")));

  app.get("/user/tokens/permission_groups", (c) => {
    demand(c, "API Tokens Read", faults.unauthorized);
    const { name, scope } = c.req.query();
    const selected = permissionGroups.filter((group) => (name === undefined || group.name === name) && (scope === undefined || group.scope === scope));
    return success(
      c,
      selected.map((group) => ({ id: group.id, name: group.name, scopes: [group.scope] })),
    );
  });

  app.get("/user/tokens", (c) => {
    demand(c, "API Tokens Read", faults.unauthorized);
    return page(c, tokens.list().filter(isUsers).map(present), pageSize);
  });

  const make = (c: Context<Env>, owner: Pick<StoredToken, "account"> = {}): Response => {
    const fields = parse(readBody(c));
    const { value, hash } = credentials.newValue();
    const now = new Date().toISOString();
    const token = tokens.put({ ...fields, ...owner, id: newId(), hash, status: "active", issuedOn: now, modifiedOn: now });
    return success(c, { ...present(token), value });
  };

  app.post("/user/tokens", (c) => {
    demand(c, "API Tokens Write", faults.unauthorized);
    return make(c);
  });

  app.post("/accounts/:account/tokens", (c) => {
    demand(c, "Account API Tokens Write", faults.unauthorized);
    if (c.req.param("account") !== account.id) throw faults.noRoute(c.req.path);
    return make(c, { account: account.id });
  });

  app.get("/user/tokens/:token", (c) => {
    demand(c, "API Tokens Read", faults.unauthorized);
    return success(c, present(found(tokens.get(c.req.param("token")), c.req.path)));
  });

  app.put("/user/tokens/:token", (c) => {
    demand(c, "API Tokens Write", faults.unauthorized);
    const { id, hash, issuedOn, status } = found(tokens.get(c.req.param("token")), c.req.path);
    const body = readBody(c);
    if (body.status !== undefined && body.status !== "active" && body.status !== "disabled") throw invalid("status");
    return success(c, present(tokens.put({ ...parse(body), id, hash, issuedOn, status: body.status ?? status, modifiedOn: new Date().toISOString() })));
  });

  app.delete("/user/tokens/:token", (c) => {
    demand(c, "API Tokens Write", faults.unauthorized);
    const { id } = found(tokens.get(c.req.param("token")), c.req.path);
    tokens.delete(id);
    return success(c, { id });
  });
}

/** What a request's own token is. One of a user is not known to an account, nor one of an account to a user. */
function verified(c: Context<Env>, owner?: string): Response {
  const { id, account: owned, expiresOn, notBefore } = c.get("credential");
  if (owned !== owner) throw faults.invalidToken();
  const result = {
    id,
    status: "active",
    ...(expiresOn === undefined ? {} : { expires_on: expiresOn }),
    ...(notBefore === undefined ? {} : { not_before: notBefore }),
  };
  return success(c, result, [{ code: 10000, message: "This API Token is valid and active" }]);
}

type TokenFields = Pick<StoredToken, "name" | "policies" | "expiresOn" | "notBefore" | "condition">;

/** Cloudflare does not publish codes for a malformed token. */
const invalid = (field: string): ReturnType<typeof fault> => fault(400, 1001, `Invalid ${field} of the token`);

function parse({ name, policies, condition, expires_on: expiresOn, not_before: notBefore }: Body): TokenFields {
  if (typeof name !== "string" || name === "" || name.length > 120) throw invalid("name");
  if (!Array.isArray(policies) || policies.length === 0) throw invalid("policies");
  return { name, policies: policies.map(parsePolicy), ...parseCondition(condition), ...instant("expiresOn", expiresOn), ...instant("notBefore", notBefore) };
}

function parsePolicy(policy: unknown): Policy {
  const { effect, permission_groups: groups, resources } = isObject(policy) ? policy : {};
  if (effect !== "allow" && effect !== "deny") throw invalid("policies.effect");
  if (!Array.isArray(groups) || groups.length === 0) throw invalid("policies.permission_groups");
  if (!isObject(resources) || Object.keys(resources).length === 0) throw invalid("policies.resources");
  return { id: newId(), effect, permission_groups: groups.map(parseGroup), resources };
}

function parseGroup(group: unknown): { readonly id: string; readonly name: string } {
  const id = isObject(group) ? group.id : undefined;
  const known = permissionGroups.find((each) => each.id === id);
  if (!known) throw faults.notImplemented(`The permission group ${JSON.stringify(id)}`);
  return { id: known.id, name: known.name };
}

function parseCondition(condition: unknown): Pick<StoredToken, "condition"> {
  if (condition === undefined || condition === null || (isObject(condition) && Object.keys(condition).length === 0)) return {};
  const requestIp = isObject(condition) ? condition["request_ip"] : undefined;
  if (!isObject(requestIp)) throw invalid("condition");
  const lists = Object.fromEntries(["in", "not_in"].flatMap((key) => (requestIp[key] === undefined ? [] : [[key, parseRanges(requestIp[key])]])));
  return { condition: { request_ip: lists } };
}

function parseRanges(ranges: unknown): readonly string[] {
  if (!Array.isArray(ranges) || !ranges.every((range): range is string => typeof range === "string" && (isIP(range) !== 0 || isNetwork(range))))
    throw invalid("condition.request_ip");
  return ranges;
}

function instant(field: "expiresOn" | "notBefore", value: unknown): Partial<Record<"expiresOn" | "notBefore", string>> {
  if (value === undefined || value === null) return {};
  if (typeof value !== "string" || Number.isNaN(Date.parse(value))) throw invalid(field);
  return { [field]: new Date(value).toISOString() };
}

function present(token: StoredToken): Record<string, unknown> {
  return {
    id: token.id,
    name: token.name,
    status: statusOf(token),
    policies: token.policies,
    ...(token.condition && { condition: token.condition }),
    issued_on: token.issuedOn,
    modified_on: token.modifiedOn,
    ...(token.expiresOn === undefined ? {} : { expires_on: token.expiresOn }),
    ...(token.notBefore === undefined ? {} : { not_before: token.notBefore }),
  };
}

function isUsers(token: StoredToken): boolean {
  return token.account === undefined;
}

function found(token: StoredToken | undefined, path: string): StoredToken {
  if (!token || !isUsers(token)) throw faults.noRoute(path);
  return token;
}
