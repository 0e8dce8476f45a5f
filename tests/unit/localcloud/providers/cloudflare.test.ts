import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { serve, type ServerType } from "@hono/node-server";
import { originCaDays } from "../../../../components/certificate/origin-ca/settings";
import { cloudflareApp } from "../../../../localcloud/apis/cloudflare/app";
import { Credentials } from "../../../../localcloud/apis/cloudflare/credentials";
import { openAuthority } from "../../../../localcloud/pki/open-authority";
import { cloudflare } from "../../../../localcloud/providers/cloudflare/definition";
import { tls } from "../../../../localcloud/providers/tls/definition";
import { Store } from "../../../../localcloud/store/store";
import { Traffic } from "../../../../localcloud/traffic/traffic";
import { openZones } from "../../../../localcloud/zones/zones";
import { EngineClient, outputs } from "./engine-client";

const dnsRecord = "cloudflare:index/dnsRecord:DnsRecord";
const zoneSetting = "cloudflare:index/zoneSetting:ZoneSetting";
const originCa = "cloudflare:index/originCaCertificate:OriginCaCertificate";
const token = "t".repeat(40);

let folder: string;
let server: ServerType;
let base: string;
let client: EngineClient;
let zoneId: string;
let csr: string;

/** As any other client of the account. */
async function somebodyElse(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
  const response = await fetch(base + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    ...(body && { body: JSON.stringify(body) }),
  });
  return ((await response.json()) as { result: Record<string, unknown> }).result;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tlsup-cloudflare-"));
  const store = new Store(folder);
  const log = { info: () => undefined, error: () => undefined };
  const app = cloudflareApp({
    store,
    zones: openZones(store),
    credentials: new Credentials(store, token),
    originCa: await openAuthority(join(folder, "ca"), "Origin CA"),
    edgeRanges: () => ["198.51.100.0/26"],
    purge: () => undefined,
    traffic: new Traffic(),
    log,
  });
  server = await new Promise<ServerType>((resolve) => {
    const listening = serve({ fetch: app.fetch, hostname: "127.0.0.1", port: 0 }, () => resolve(listening));
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/client/v4`;
  client = new EngineClient(cloudflare, { CLOUDFLARE_BASE_URL: `${base}/`, CLOUDFLARE_API_TOKEN: token });
  zoneId = (await somebodyElse("POST", "/zones", { name: "example.test" })).id as string;
  const { privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
    publicKeyEncoding: { type: "spki", format: "pem" },
  });
  csr = outputs(await new EngineClient(tls).create("tls:index/certRequest:CertRequest", { privateKeyPem: privateKey })).certRequestPem!;
});
afterAll(async () => {
  if ("closeAllConnections" in server) server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

const hsts = { strict_transport_security: { enabled: true, max_age: 86400 } };
const kinds = [
  ["a relative name", dnsRecord, () => ({ zoneId, name: "relative", type: "A", content: "198.51.100.1", ttl: 1, proxied: true })],
  ["the full name", dnsRecord, () => ({ zoneId, name: "full.example.test", type: "A", content: "198.51.100.1", ttl: 300, comment: "c" })],
  ["the name of the zone itself", dnsRecord, () => ({ zoneId, name: "@", type: "TXT", content: "v=spf1 -all", ttl: 60 })],
  ["another case", dnsRecord, () => ({ zoneId, name: "Alias", type: "CNAME", content: "Full.Example.Test", ttl: 1 })],
  ["a priority", dnsRecord, () => ({ zoneId, name: "mx", type: "MX", content: "full.example.test", priority: 10, ttl: 1 })],
  ["structured data", dnsRecord, () => ({ zoneId, name: "caa", type: "CAA", data: { flags: 0, tag: "issue", value: "letsencrypt.org" }, ttl: 1 })],
  ["a word", zoneSetting, () => ({ zoneId, settingId: "ssl", value: "strict" })],
  ["an object", zoneSetting, () => ({ zoneId, settingId: "security_header", value: hsts })],
  ["several names", originCa, () => ({ csr, hostnames: ["*.example.test", "example.test"], requestType: "origin-rsa", requestedValidity: 90 })],
] as const;

describe.each(kinds)("a resource with %s", (_title, kind, program) => {
  it("has no change after it was made, nor after a refresh, nor after an import", async () => {
    const inputs = program() as never;
    const kept = await client.create(kind, inputs);
    expect([...(await client.diff(kind, kept, inputs))]).toEqual([]);
    expect(await client.refresh(kind, kept)).toEqual(kept);
    const imported = (await client.import(kind, kind === originCa ? kept.id : `${zoneId}/${kept.id}`))!;
    expect(imported.id).toBe(kept.id);
    // The API tells no request again, and of an object more than the program writes.
    const told = /^(csr|requestedValidity|value\..*)$/;
    expect([...(await client.diff(kind, imported, inputs)).keys()].filter((path) => !told.test(path))).toEqual([]);
    await client.delete(kind, kept);
    await expect(client.delete(kind, kept)).resolves.toBeUndefined();
  });
});

describe("a DNS record", () => {
  const inputs = () => ({ zoneId, name: "www", type: "A", content: "198.51.100.1", ttl: 1, proxied: true });

  it("is changed in place, and replaced for another type", async () => {
    const kept = await client.create(dnsRecord, inputs());
    const next = { ...inputs(), content: "198.51.100.2", comment: "moved" };
    expect([...(await client.diff(dnsRecord, kept, next)).values()].some(({ replace }) => replace)).toBe(false);
    const updated = await client.update(dnsRecord, kept, next);
    expect(outputs(updated)).toMatchObject({ content: "198.51.100.2", comment: "moved", name: "www", proxiable: true });
    expect(outputs(await client.update(dnsRecord, updated, inputs()))).not.toHaveProperty("comment");
    expect((await client.diff(dnsRecord, updated, { ...next, type: "AAAA" })).get("type")).toMatchObject({ replace: true });

    expect([...(await client.diff(dnsRecord, updated, { ...next, name: "www.example.test" }))]).toEqual([]);
    expect([...(await client.diff(dnsRecord, updated, { ...next, name: "www.other" })).keys()]).toEqual(["name"]);
    await client.delete(dnsRecord, updated);
    expect(await client.refresh(dnsRecord, updated)).toBeUndefined();
  });

  it("that somebody else changed is set back by the next update", async () => {
    const kept = await client.create(dnsRecord, inputs());
    await somebodyElse("PATCH", `/zones/${zoneId}/dns_records/${kept.id}`, { content: "198.51.100.66" });
    const refreshed = (await client.refresh(dnsRecord, kept))!;
    expect(outputs(refreshed).content).toBe("198.51.100.66");
    expect([...(await client.diff(dnsRecord, refreshed, inputs())).keys()]).toEqual(["content"]);
    await client.delete(dnsRecord, refreshed);
  });

  it("that exists is refused with Cloudflare's own reason and code", async () => {
    const kept = await client.create(dnsRecord, inputs());
    await expect(client.create(dnsRecord, inputs())).rejects.toThrow(
      /^Cloudflare refuses POST \/zones\/[0-9a-f]+\/dns_records with status 400: .*\(8105[78]\)/,
    );
    await client.delete(dnsRecord, kept);
  });

  it.each([1, 30, 86_400])("may have the TTL %d", (ttl) => {
    expect(client.failures(dnsRecord, { ...inputs(), proxied: false, ttl })).toEqual([]);
  });

  it.each<[object, string]>([
    [{ proxied: true, ttl: 300 }, "ttl"],
    ...[0, 2, 29, 86_401].map((ttl): [object, string] => [{ proxied: false, ttl }, "ttl"]),
    [{ type: "TXT" }, "proxied"],
    [{ data: { value: "x" } }, "data"],
  ])("with %j is refused before anything is asked", (change, path) => {
    expect(client.failures(dnsRecord, { ...inputs(), ...change } as never)).toEqual([expect.stringContaining(`Examine values at 'thing.${path}'.`)]);
  });
});

it("a zone's setting stays when its resource goes", async () => {
  const kept = await client.create(zoneSetting, { zoneId, settingId: "ssl", value: "full" });
  expect(kept.id).toBe("ssl");
  await client.delete(zoneSetting, kept);
  expect(await somebodyElse("GET", `/zones/${zoneId}/settings/ssl`)).toMatchObject({ value: "full" });
});

it("an Origin CA certificate is made anew for another order of its names, which a refresh takes from the API: sorted", async () => {
  const inputs = { csr, hostnames: ["b.example.test", "a.example.test"], requestType: "origin-rsa" };
  const kept = await client.create(originCa, inputs);
  expect(outputs(kept)).toMatchObject({ hostnames: inputs.hostnames, requestedValidity: 5475 });
  const sorted = { ...inputs, hostnames: [...inputs.hostnames].reverse() };
  const changes = await client.diff(originCa, kept, sorted);
  expect([...changes.values()].every(({ replace }) => replace)).toBe(true);
  const refreshed = (await client.refresh(originCa, kept))!;
  expect(outputs(refreshed)).toMatchObject({ hostnames: sorted.hostnames });
  const again = await client.diff(originCa, refreshed, inputs);
  expect([again.size > 0, ...[...again.values()].map(({ replace }) => replace)]).not.toContain(false);
  expect([...(await client.diff(originCa, refreshed, sorted))]).toEqual([]);
  expect(client.failures(originCa, { ...inputs, requestedValidity: 100, requestType: "rsa" })).toHaveLength(2);
  for (const requestedValidity of originCaDays) expect(client.failures(originCa, { ...inputs, requestedValidity })).toEqual([]);
  await client.delete(originCa, kept);
});

describe("getZone", () => {
  const getZone = (args: object) => client.engine.invoke("cloudflare:index/getZone:getZone", args as never);

  it("finds a zone by its name and by its id, with the names of the SDK", async () => {
    const expected = { id: zoneId, zoneId, name: "example.test", status: "active", nameServers: [expect.any(String), expect.any(String)], paused: false };
    expect((await getZone({ filter: { name: "example.test" } })).result).toMatchObject({ ...expected, filter: { name: "example.test" } });
    expect((await getZone({ zoneId })).result).toMatchObject(expected);
  });

  it("says what to look at when it finds none", async () => {
    await expect(getZone({ filter: { name: "other.test" } })).rejects.toThrow(`Cannot find a zone for the name "other.test"`);
    await expect(getZone({ filter: { status: "pending" } })).rejects.toThrow("Cannot find a zone for the filter: the token sees none");
    await expect(getZone({})).rejects.toThrow("give exactly one of zoneId and filter");
    expect((await getZone({ filter: { nam: "x" } })).failures).toEqual([expect.stringContaining("filter.nam")]);
  });
});

it("getZoneSetting gives a setting as it is now, whoever set it", async () => {
  await somebodyElse("PATCH", `/zones/${zoneId}/settings/ssl`, { value: "strict" });
  expect((await client.engine.invoke("cloudflare:index/getZoneSetting:getZoneSetting", { zoneId, settingId: "ssl" })).result).toMatchObject({
    zoneId,
    settingId: "ssl",
    value: "strict",
  });
});

it("getZoneDnssec tells whether a zone is signed", async () => {
  const status = async () => (await client.engine.invoke("cloudflare:index/getZoneDnssec:getZoneDnssec", { zoneId })).result;
  expect(await status()).toMatchObject({ zoneId, status: "disabled" });
  await somebodyElse("PATCH", `/zones/${zoneId}/dnssec`, { status: "active" });
  expect(await status()).toMatchObject({ zoneId, status: "active" });
});

it("getIpRanges gives the ranges of the edge", async () => {
  expect((await client.engine.invoke("cloudflare:index/getIpRanges:getIpRanges", {})).result).toMatchObject({
    ipv4Cidrs: ["198.51.100.0/26"],
    ipv6Cidrs: [],
    jdcloudCidrs: [],
  });
});

it("a malformed token is refused without being shown", () => {
  expect(() => new EngineClient(cloudflare, { CLOUDFLARE_BASE_URL: base, CLOUDFLARE_API_TOKEN: "canary" })).toThrow(/^(?!.*canary).*40 to 80 letters/);
});
