import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { X509Certificate } from "node:crypto";
import Cloudflare, { APIError, BadRequestError, NotFoundError, PermissionDeniedError } from "cloudflare";

/** Cloudflare's own client for Node.js, as its documentation has it: it finds the API and the token by its own environment variables. */
const client = new Cloudflare();
const name = "npm-client.test";
let zoneId: string;

interface Ruleset {
  readonly rules: readonly { readonly id: string; readonly ref: string }[];
}

beforeAll(async () => {
  const [account] = (await client.accounts.list()).result;
  zoneId = (await client.zones.create({ name, account: { id: account?.id ?? "" } })).id;
});
afterAll(async () => {
  await client.zones.delete({ zone_id: zoneId });
});

async function dig(...question: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("dig", [`@${process.env.TLSUP_DNS_ADDRESS ?? ""}`, "+short", ...question]);
  return stdout.trim();
}

async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of pages) items.push(item);
  return items;
}

it("verifies its token", async () => {
  expect((await client.user.tokens.verify()).status).toBe("active");
});

it("finds the zone by its name", async () => {
  expect((await all(client.zones.list({ name }))).map(({ id }) => id)).toEqual([zoneId]);
  expect((await client.zones.get({ zone_id: zoneId })).name_servers).toHaveLength(2);
});

it("makes a record that resolvers see, changes it, proxies it and deletes it", async () => {
  const record = await client.dns.records.create({ zone_id: zoneId, type: "A", name: "www", content: "192.0.2.10", ttl: 300, proxied: false });
  expect(await dig(`www.${name}`, "A")).toBe("192.0.2.10");
  await client.dns.records.edit(record.id, { zone_id: zoneId, type: "A", name: "www", content: "192.0.2.11", ttl: 300 });
  expect(await dig(`www.${name}`, "A")).toBe("192.0.2.11");
  const proxied = await client.dns.records.update(record.id, { zone_id: zoneId, type: "A", name: "www", content: "192.0.2.11", ttl: 1, proxied: true });
  expect(proxied).toMatchObject({ id: record.id, proxied: true, ttl: 1, proxiable: true });
  expect(await dig(`www.${name}`, "A")).toBe(process.env.TLSUP_DNS_ADDRESS);
  expect((await client.dns.records.delete(record.id, { zone_id: zoneId })).id).toBe(record.id);
  expect(await dig(`www.${name}`, "A")).toBe("");
  await expect(client.dns.records.get(record.id, { zone_id: zoneId })).rejects.toThrow(NotFoundError);
});

it("walks through the pages of a list, and filters it", async () => {
  for (let index = 0; index < 5; index += 1)
    await client.dns.records.create({ zone_id: zoneId, type: "TXT", name: `page-${String(index)}`, content: `"${String(index)}"`, ttl: 60 });
  const listed = await all(client.dns.records.list({ zone_id: zoneId, type: "TXT", per_page: 2, order: "name" }));
  expect(listed.map((record) => record.name)).toEqual([0, 1, 2, 3, 4].map((index) => `page-${String(index)}.${name}`));
  expect(await all(client.dns.records.list({ zone_id: zoneId, name: { exact: `page-3.${name}` } }))).toHaveLength(1);
  expect(await all(client.dns.records.list({ zone_id: zoneId, content: { contains: "4" }, name: { startswith: "page-" } }))).toHaveLength(1);
});

it("is told the real errors", async () => {
  const record = { zone_id: zoneId, type: "A", name: "twice", content: "192.0.2.1", ttl: 1 } as const;
  await client.dns.records.create(record);
  const refusal = (error: unknown): unknown => (error instanceof BadRequestError ? error.errors.map(({ code }) => code) : error);
  expect(await client.dns.records.create(record).catch(refusal)).toEqual([81058]);
  expect(await client.dns.records.create({ ...record, content: "nonsense" }).catch(refusal)).toEqual([9005]);
});

it("changes the zone's settings", async () => {
  expect(await client.zones.settings.get("ssl", { zone_id: zoneId })).toMatchObject({ id: "ssl", value: "full" });
  expect(await client.zones.settings.edit("ssl", { zone_id: zoneId, value: "strict" })).toMatchObject({ value: "strict" });
  expect(await client.zones.settings.edit("min_tls_version", { zone_id: zoneId, value: "1.2" })).toMatchObject({ value: "1.2" });
});

it("orders a certificate of the Origin CA, lists it and revokes it", async () => {
  const directory = mkdtempSync(join(tmpdir(), "tlsup-npm-client-"));
  const csr = execFileSync("openssl", ["req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", join(directory, "key.pem"), "-subj", `/CN=${name}`], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  rmSync(directory, { recursive: true });
  const ordered = await client.originCACertificates.create({ csr, hostnames: [name, `*.${name}`], request_type: "origin-rsa", requested_validity: 7 });
  expect(new X509Certificate(ordered.certificate ?? "").checkHost(`shop.${name}`)).toBeDefined();
  expect((await all(client.originCACertificates.list({ zone_id: zoneId }))).map(({ id }) => id)).toEqual([ordered.id]);
  await client.originCACertificates.delete(ordered.id ?? "");
  expect(await all(client.originCACertificates.list({ zone_id: zoneId }))).toEqual([]);
});

it("makes a token for one zone's DNS, which can do no more", async () => {
  const groups = await all(client.user.tokens.permissionGroups.list());
  const permitted = groups.filter((group) => group.name === "DNS Write").map(({ id }) => ({ id: id ?? "" }));
  const token = await client.user.tokens.create({
    name: "dns only",
    policies: [{ effect: "allow", permission_groups: permitted, resources: { [`com.cloudflare.api.account.zone.${zoneId}`]: "*" } }],
  });
  const restricted = new Cloudflare({ apiToken: token.value ?? "" });
  expect((await restricted.user.tokens.verify()).id).toBe(token.id);
  const record = await restricted.dns.records.create({ zone_id: zoneId, type: "TXT", name: "_acme-challenge", content: '"proof"', ttl: 60 });
  expect(await dig(`_acme-challenge.${name}`, "TXT")).toBe('"proof"');
  await restricted.dns.records.delete(record.id, { zone_id: zoneId });
  await expect(restricted.zones.settings.edit("ssl", { zone_id: zoneId, value: "off" })).rejects.toThrow(PermissionDeniedError);
  await client.user.tokens.delete(token.id ?? "");
  await expect(restricted.dns.records.list({ zone_id: zoneId })).rejects.toThrow(PermissionDeniedError);
});

it("adds, changes and removes one rule beside others', and is told when the plan's rules are used up", async () => {
  const phase = "http_config_settings";
  const refusal = (error: unknown): unknown => (error instanceof APIError ? [error.status, error.errors.map(({ code }) => code)] : error);
  expect(await client.rulesets.phases.get(phase, { zone_id: zoneId }).catch(refusal)).toEqual([404, [10003]]);
  const rule = (host: string) =>
    ({ action: "set_config", expression: `http.host eq "${host}.${name}"`, action_parameters: { ssl: "strict" }, ref: `ref-${host}` }) as const;
  const { id } = (await client.rulesets.phases.update(phase, { zone_id: zoneId, rules: [rule("others")] })) as { id: string };
  const refs = async (): Promise<unknown> => ((await client.rulesets.phases.get(phase, { zone_id: zoneId })) as Ruleset).rules.map(({ ref }) => ref);
  const made = (await client.rulesets.rules.create(id, { zone_id: zoneId, ...rule("mine") })) as Ruleset;
  expect(await refs()).toEqual(["ref-others", "ref-mine"]);
  const mine = made.rules[1]?.id ?? "";
  const changed = (await client.rulesets.rules.edit(mine, { zone_id: zoneId, ruleset_id: id, ...rule("mine"), action_parameters: { ssl: "full" } })) as Ruleset;
  expect(changed.rules[1]).toMatchObject({ id: mine, action_parameters: { ssl: "full" } });
  for (let index = 0; index < 8; index += 1) await client.rulesets.rules.create(id, { zone_id: zoneId, ...rule(String(index)) });
  expect(await client.rulesets.rules.create(id, { zone_id: zoneId, ...rule("eleventh") }).catch(refusal)).toEqual([400, [50001]]);
  await client.rulesets.rules.delete(mine, { zone_id: zoneId, ruleset_id: id });
  expect(await refs()).toEqual(["ref-others", ...[0, 1, 2, 3, 4, 5, 6, 7].map((index) => `ref-${String(index)}`)]);
  expect((await all(client.rulesets.list({ zone_id: zoneId }))).map((ruleset) => ruleset.id)).toEqual([id]);
  await client.rulesets.delete(id, { zone_id: zoneId });
  expect(await client.rulesets.phases.get(phase, { zone_id: zoneId }).catch(refusal)).toEqual([404, [10003]]);
});

it("purges the cache", async () => {
  expect(await client.cache.purge({ zone_id: zoneId, hosts: [`www.${name}`] })).toEqual({ id: zoneId });
  expect(await client.cache.purge({ zone_id: zoneId, purge_everything: true })).toEqual({ id: zoneId });
});

it("reads the edge's ranges", async () => {
  expect((await client.ips.list()).ipv4_cidrs?.length).toBeGreaterThan(0);
});
