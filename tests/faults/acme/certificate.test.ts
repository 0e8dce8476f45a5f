import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LetsEncryptInputs, LetsEncryptOutputs } from "../../../components/certificate/acme/certificate-resource";
import { accountProvider } from "../../../components/certificate/acme/execution/account-provider";
import { certificateProvider } from "../../../components/certificate/acme/execution/certificate-provider";
import { account, fingerprint, inputs, said, state, world } from "../../support/acme/certificates";

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

  it.each(["ecdsa-p256", "rsa-2048"] as const)("revokes one (%s) that the present account has not ordered, by the certificate's own key", async (keyType) => {
    const { id, outs } = await certificateProvider.create({ ...inputs, names: [`${keyType}.example.test`], keyType, revokeOnDelete: true });
    const key = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const accountUrl = (await accountProvider.create({ ...account, privateKey: key })).id;
    await certificateProvider.delete(id, { ...outs, accountUrl, accountKey: key });
    expect(world.front.count("/revoke-cert")).toBe(2);
    await certificateProvider.delete(id, outs);
    expect(world.front.count("/revoke-cert")).toBe(3);
  });

  it("a certificate that was replaced in the same run is not revoked", async () => {
    const { id, outs } = await certificateProvider.create({ ...inputs, names: ["replaced.example.test"], revokeOnDelete: true });
    await certificateProvider.create({ ...inputs, names: ["replaced.example.test"], revokeOnDelete: true });
    await certificateProvider.delete(id, outs);
    expect(world.front.count("/revoke-cert")).toBe(0);
  });
});
