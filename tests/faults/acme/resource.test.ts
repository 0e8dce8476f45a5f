import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LetsEncryptInputs, LetsEncryptOutputs } from "../../../components/certificate/acme/certificate-resource";
import { accountProvider } from "../../../components/certificate/acme/execution/account-provider";
import { certificateProvider } from "../../../components/certificate/acme/execution/certificate-provider";
import { shouldRenew } from "../../../components/certificate/acme/renewal";
import { openWorld, type World } from "../../support/acme/world";

// What is proven to the CA, and how, is for other files: it waits two seconds for a name server, which on a busy machine are over before this process has its turn.
jest.setTimeout(60_000);

let world: World;
let account: Parameters<typeof accountProvider.delete>[1];
let inputs: LetsEncryptInputs;
const state = mkdtempSync(join(tmpdir(), "tlsup-state-"));
const said: string[] = [];

beforeAll(async () => {
  process.env.XDG_STATE_HOME = state;
  jest.spyOn(console, "error").mockImplementation((text: string) => void said.push(text));
  world = await openWorld({ environment: { PEBBLE_VA_ALWAYS_VALID: "1" } });
  account = (
    await accountProvider.create({
      directory: world.front.directory,
      root: world.pebble.root,
      contact: ["mailto:first@example.com"],
      privateKey: world.accountKey,
      shared: false,
    })
  ).outs;
  inputs = {
    directory: world.front.directory,
    root: world.pebble.root,
    accountUrl: account.url,
    accountKey: world.accountKey,
    names: ["example.test", "*.example.test"],
    keyType: "ecdsa-p256",
    solver: { kind: "cloudflare", baseUrl: world.names.api },
    credential: world.names.token,
    resolver: world.names.dns,
    revokeOnDelete: false,
  };
});
afterAll(async () => {
  await world.close();
  rmSync(state, { recursive: true });
});
beforeEach(() => {
  world.front.fault = undefined;
  world.front.headers = {};
  world.front.seen.length = 0;
  said.length = 0;
});

const due = (known: LetsEncryptOutputs): LetsEncryptOutputs => ({
  ...known,
  renewal: { ...known.renewal, renewAt: new Date(Date.now() - 1000).toISOString(), askAgainAt: new Date(Date.now() - 1000).toISOString() },
});
const fingerprint = ({ leaf }: LetsEncryptOutputs): string => new X509Certificate(leaf).fingerprint256;

describe("a certificate", () => {
  it("openssl verifies what is issued, and its key belongs to it", async () => {
    const { outs } = await certificateProvider.create(inputs);
    const folder = mkdtempSync(join(tmpdir(), "tlsup-verify-"));
    for (const [file, text] of Object.entries({ root: await world.pebble.issuingRoot(), chain: outs.chain, leaf: outs.leaf, key: outs.privateKey }))
      writeFileSync(join(folder, file), text);
    const openssl = (...args: string[]): string => execFileSync("openssl", args, { cwd: folder, encoding: "utf8" });
    expect(openssl("verify", "-CAfile", "root", "-untrusted", "chain", "leaf")).toBe("leaf: OK\n");
    expect(openssl("pkey", "-in", "key", "-pubout")).toBe(openssl("x509", "-in", "leaf", "-noout", "-pubkey"));
    expect(outs.fullChain).toBe(outs.leaf + outs.chain);
    expect(readdirSync(join(state, "tlsup", "acme"))).toEqual([]);
    rmSync(folder, { recursive: true });
  });

  it("the instant of its renewal is within the CA's window, and stays where it is", async () => {
    const { id, outs } = await certificateProvider.create(inputs);
    expect(outs.renewal.basis).toBe("renewal-information");
    const before = Date.parse(outs.renewal.notAfter) - Date.parse(outs.renewal.renewAt);
    expect(before).toBeGreaterThan(0);
    const again = await certificateProvider.read(id, { ...outs, renewal: { ...outs.renewal, askAgainAt: new Date(0).toISOString() } });
    expect(again.props.renewal.renewAt).toBe(outs.renewal.renewAt);
  });

  it("unchanged: no difference, and neither diff nor read asks the CA anything", async () => {
    const { id, outs } = await certificateProvider.create(inputs);
    world.front.seen.length = 0;
    expect(certificateProvider.diff(id, outs, inputs)).toEqual({ changes: false, replaces: [] });
    expect((await certificateProvider.read(id, outs)).props).toEqual(outs);
    expect(world.front.seen).toEqual([]);
  });

  it("a changed solver, resolver or account key changes the state, and asks the CA nothing", async () => {
    const { id, outs } = await certificateProvider.create(inputs);
    world.front.seen.length = 0;
    const changed = { ...inputs, credential: "other", revokeOnDelete: true };
    expect(certificateProvider.diff(id, outs, changed)).toEqual({ changes: true, replaces: [] });
    const updated = (await certificateProvider.update(id, outs, changed)).outs;
    expect(fingerprint(updated)).toBe(fingerprint(outs));
    expect(certificateProvider.diff(id, updated, changed).changes).toBe(false);
    expect(world.front.seen).toEqual([]);
  });

  it.each([
    ["a name removed", { names: ["example.test"] }, "*.example.test removed"],
    ["a name added", { names: ["example.test", "*.example.test", "deep.sub.example.test"] }, "deep.sub.example.test added"],
    ["another kind of key", { keyType: "rsa-2048" as const }, "key type rsa-2048 instead of ecdsa-p256"],
    ["another profile", { profile: "shortlived" }, "profile shortlived instead of the CA's default"],
  ])("%s: another certificate, in place, and the old one is not revoked", async (_what, change, reason) => {
    const { id, outs } = await certificateProvider.create(inputs);
    const news = { ...inputs, ...change };
    expect(certificateProvider.diff(id, outs, news)).toEqual({ changes: true, replaces: [] });
    expect(said.join()).toContain(reason);
    const updated = (await certificateProvider.update(id, outs, news)).outs;
    expect(fingerprint(updated)).not.toBe(fingerprint(outs));
    expect(updated.privateKey).not.toBe(outs.privateKey);
    expect(certificateProvider.diff(id, updated, news).changes).toBe(false);
    expect(world.front.count("/revoke-cert")).toBe(0);
  });
});

describe("a renewal that is due", () => {
  it("preview says so and why; the order names the certificate that it follows", async () => {
    const { id, outs } = await certificateProvider.create(inputs);
    const old = due(outs);
    expect(certificateProvider.diff(id, old, inputs)).toEqual({ changes: true, replaces: [], because: ["renewal"] });
    expect(said.join()).toMatch(/example\.test.*will be renewed: due since .* as the CA suggested a time; the certificate expires on/);
    world.front.seen.length = 0;
    const { outs: renewed } = await certificateProvider.update(id, old, inputs);
    const order = world.front.seen.find(({ path }) => path === "/order-plz")?.payload as { replaces?: string };
    expect(order.replaces).toMatch(/^[\w-]+\.[\w-]+$/);
    expect(renewed.renewal.refusal).toBeUndefined();
    expect(fingerprint(renewed)).not.toBe(fingerprint(outs));
    expect(certificateProvider.diff(id, renewed, inputs).changes).toBe(false);
  });

  it("a clock that is two months ahead: it is named, the renewal goes on, and by the same clock the next one is not due", async () => {
    const { id, outs } = await certificateProvider.create(inputs);
    const ahead = 62 * 86_400_000;
    world.front.headers = { date: new Date(Date.now() - ahead).toUTCString() };
    const { outs: renewed } = await certificateProvider.update(id, due(outs), inputs);
    expect(said.join()).toContain(
      "warning: this machine's clock must agree with the CA's within an hour: it is 1488.0 hours ahead. The renewal goes on all the same",
    );
    expect(fingerprint(renewed)).not.toBe(fingerprint(outs));
    expect(shouldRenew(renewed.renewal, Date.now() + ahead).renew).toBe(false);
    const corrected = await certificateProvider.read(id, { ...renewed, renewal: { ...renewed.renewal, askAgainAt: new Date(0).toISOString() } });
    expect(corrected.props.renewal.renewAt).toBe(renewed.renewal.renewAt);
    world.front.headers = {};
    const { props } = await certificateProvider.read(id, { ...renewed, renewal: { ...renewed.renewal, askAgainAt: new Date(0).toISOString() } });
    expect(Date.parse(props.renewal.renewAt)).toBeLessThan(Date.parse(renewed.renewal.renewAt));
  });

  it("refused: the certificate stays, the user is told, and the next attempt has its time", async () => {
    const { id, outs } = await certificateProvider.create(inputs);
    world.front.fault = ({ path }) =>
      path === "/order-plz"
        ? { status: 429, headers: { "retry-after": "604800" }, problem: { type: "urn:ietf:params:acme:error:rateLimited", detail: "too many" } }
        : undefined;
    const { outs: kept } = await certificateProvider.update(id, due(outs), inputs);
    expect([kept.leaf, kept.privateKey]).toEqual([outs.leaf, outs.privateKey]);
    expect(said.join()).toMatch(/warning: the certificate was not renewed.*too many \(rateLimited\)/);
    expect(kept.renewal).toMatchObject({ refusals: 1, refusal: expect.stringContaining("too many") });
    expect(certificateProvider.diff(id, kept, inputs).changes).toBe(false);
    const later = { ...kept, renewal: { ...kept.renewal, notBeforeAttempt: new Date(Date.now() - 1).toISOString() } };
    expect(certificateProvider.diff(id, later, inputs).changes).toBe(true);
  });

  it("refused after the certificate has expired: an error", async () => {
    const { id, outs } = await certificateProvider.create(inputs);
    world.front.fault = ({ path }) => (path === "/order-plz" ? { status: 403 } : undefined);
    const expired = due({ ...outs, renewal: { ...outs.renewal, notAfter: new Date(Date.now() - 1).toISOString() } });
    await expect(certificateProvider.update(id, expired, inputs)).rejects.toThrow("Cannot order a certificate");
  });

  it("a CA without renewal information: a third of the lifetime is the reserve", async () => {
    world.front.fault = ({ path }) => (path.startsWith("/draft-ietf-acme-ari") || path.includes("renewal") ? { status: 404 } : undefined);
    const { outs } = await certificateProvider.create(inputs);
    expect(outs.renewal.basis).toBe("lifetime");
    const [from, at, to] = [outs.renewal.notBefore, outs.renewal.renewAt, outs.renewal.notAfter].map((text) => Date.parse(text)) as [number, number, number];
    expect((to - at) / (to - from)).toBeCloseTo(1 / 3, 3);
  });
});

describe("a certificate that is there already", () => {
  const taking = ({ fullChain, privateKey }: LetsEncryptOutputs, changes: Partial<LetsEncryptInputs> = {}): LetsEncryptInputs => ({
    ...inputs,
    adoptedChain: fullChain,
    adoptedKey: privateKey,
    ...changes,
  });

  it("is taken over: no order, one look at its renewal, and its setting makes no difference later", async () => {
    const { outs } = await certificateProvider.create(inputs);
    world.front.seen.length = 0;
    const { id, outs: taken } = await certificateProvider.create(taking(outs));
    expect([taken.leaf, taken.privateKey, taken.renewal.basis]).toEqual([outs.leaf, outs.privateKey, "renewal-information"]);
    expect(world.front.seen.map(({ method }) => method)).toEqual(["GET", "GET"]);
    expect(id).toBe(fingerprint(outs).replaceAll(":", "").toLowerCase().slice(0, 32));
    expect(certificateProvider.diff(id, taken, inputs)).toEqual({ changes: false, replaces: [] });
  });

  it.each([
    ["it names too little", () => ({ names: ["example.test", "other.example.org"] }), "adopt.certificate: must name other.example.org"],
    ["it names too much", () => ({ names: ["example.test"] }), "it names *.example.test as well"],
    ["its key is another's", () => ({ adoptedKey: world.accountKey }), "adopt.privateKey: must be the private key of"],
  ])("%s: refused with the reason, and the CA is not asked", async (_what, changes, reason) => {
    const { outs } = await certificateProvider.create(inputs);
    world.front.seen.length = 0;
    await expect(certificateProvider.create(taking(outs, changes()))).rejects.toThrow(reason);
    expect(world.front.seen).toEqual([]);
  });
});

describe("what CAA records say", () => {
  it("a record that forbids the CA is named, and the CA is asked for no order", async () => {
    world.names.put({
      name: "forbidden.example.test",
      type: "CAA",
      content: '0 issue "other-ca.example"',
      data: { flags: 0, tag: "issue", value: "other-ca.example" },
    } as never);
    await expect(certificateProvider.create({ ...inputs, names: ["www.forbidden.example.test"] })).rejects.toThrow(
      'forbidden.example.test CAA 0 issue "other-ca.example" does not allow it',
    );
    expect(world.front.count("/order-plz")).toBe(0);
  });
});

describe("the end of a certificate", () => {
  it("is silent by default", async () => {
    const { id, outs } = await certificateProvider.create({ ...inputs, names: ["quiet.example.test"] });
    await certificateProvider.delete(id, outs);
    expect(world.front.count("/revoke-cert")).toBe(0);
  });

  it("revokes where that was asked for, and twice is no failure", async () => {
    const { id, outs } = await certificateProvider.create({ ...inputs, names: ["revoked.example.test"], revokeOnDelete: true });
    await certificateProvider.delete(id, outs);
    await certificateProvider.delete(id, outs);
    expect(world.front.count("/revoke-cert")).toBe(2);
  });

  it("a certificate that was replaced in the same run is not revoked", async () => {
    const { id, outs } = await certificateProvider.create({ ...inputs, names: ["replaced.example.test"], revokeOnDelete: true });
    await certificateProvider.create({ ...inputs, names: ["replaced.example.test"], revokeOnDelete: true });
    await certificateProvider.delete(id, outs);
    expect(world.front.count("/revoke-cert")).toBe(0);
  });
});

describe("an account", () => {
  it("is found by its key: no second one", async () => {
    const { outs } = await accountProvider.create({
      directory: world.front.directory,
      root: world.pebble.root,
      contact: [],
      privateKey: world.accountKey,
      shared: true,
    });
    expect(outs.url).toBe(account.url);
  });

  it("another contact is told to the CA, and issues nothing", async () => {
    const news = { ...account, contact: ["mailto:second@example.com"] };
    expect(accountProvider.diff(account.url, account, news)).toEqual({ changes: true, replaces: [] });
    account = (await accountProvider.update(account.url, account, news)).outs;
    expect(world.front.seen.some(({ payload }) => JSON.stringify(payload) === '{"contact":["mailto:second@example.com"]}')).toBe(true);
    expect(world.front.count("/order-plz")).toBe(0);
  });

  it("rolls over to another key; a roll-over that was cut off before it was noted is no failure", async () => {
    const key = execFileSync("openssl", ["ecparam", "-name", "prime256v1", "-genkey", "-noout"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const news = { ...account, privateKey: key };
    const { outs } = await accountProvider.update(account.url, account, news);
    await accountProvider.update(account.url, account, news);
    const issued = await certificateProvider.create({ ...inputs, accountKey: key, names: ["rolled.example.test"] });
    expect(issued.outs.leaf).toContain("BEGIN CERTIFICATE");
    account = outs;
  });

  it("the end of the resource deactivates it; then it is gone for a refresh", async () => {
    await accountProvider.delete(account.url, account);
    expect((await accountProvider.read(account.url, account)).id).toBe("");
  });
});
