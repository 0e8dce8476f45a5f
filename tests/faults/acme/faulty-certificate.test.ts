import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LetsEncryptInputs, LetsEncryptOutputs } from "../../../components/certificate/acme/certificate-resource";
import { accountProvider } from "../../../components/certificate/acme/execution/account-provider";
import { certificateProvider } from "../../../components/certificate/acme/execution/certificate-provider";
import { openWorld, type World } from "../../support/acme/world";
import { faultyChains, TestAuthority, type FaultyChain } from "../../support/faulty-chains";

const name = "blog.example.test";

/** Rows 11 to 15 of the fault matrix: a CA that hands out what visitors would refuse. */
describe("a certificate that the CA gets wrong", () => {
  const state = mkdtempSync(join(tmpdir(), "tlsup-state-"));
  const said: string[] = [];
  let world: World;
  let authority: TestAuthority;
  let inputs: LetsEncryptInputs;
  let inForce: LetsEncryptOutputs;

  /** The CA hands out another chain, for the key that it was asked to certify. */
  const handOut = (issue: FaultyChain["issue"]): void => {
    let request = Buffer.alloc(0);
    world.front.rewrite = async ({ path, payload }, answer) => {
      if (path.startsWith("/finalize-order/")) request = Buffer.from((payload as { csr: string }).csr, "base64url");
      return path.startsWith("/certZ/") ? issue(await authority.for(request)) : answer;
    };
  };

  const due = (): LetsEncryptOutputs => ({ ...inForce, renewal: { ...inForce.renewal, renewAt: new Date(Date.now() - 1000).toISOString() } });

  beforeAll(async () => {
    process.env.XDG_STATE_HOME = state;
    jest.spyOn(console, "error").mockImplementation((text: string) => void said.push(text));
    authority = await TestAuthority.create(name);
    world = await openWorld({ environment: { PEBBLE_VA_ALWAYS_VALID: "1" } });
    const { directory } = world.front;
    const account = await accountProvider.create({ directory, root: world.pebble.root, contact: [], privateKey: world.accountKey, shared: true });
    inputs = {
      directory,
      root: world.pebble.root,
      accountUrl: account.id,
      accountKey: world.accountKey,
      names: [name],
      keyType: "ecdsa-p256",
      solver: { kind: "cloudflare", baseUrl: world.names.api },
      credential: world.names.token,
      resolver: world.names.dns,
      revokeOnDelete: false,
    };
    inForce = (await certificateProvider.create(inputs)).outs;
  });
  afterAll(async () => {
    await world.close();
    rmSync(state, { recursive: true });
    jest.restoreAllMocks();
  });
  beforeEach(() => {
    world.front.rewrite = undefined;
    world.front.headers = {};
    world.front.seen.length = 0;
    said.length = 0;
  });

  describe.each(faultyChains)("a certificate $what", ({ issue, problem }) => {
    test("is refused with the reason, and the next run orders another", async () => {
      handOut(issue);
      await expect(certificateProvider.create(inputs)).rejects.toThrow(problem);
      world.front.rewrite = undefined;
      await expect(certificateProvider.create(inputs)).resolves.toMatchObject({ outs: { names: [name] } });
      expect(world.front.count("/order-plz")).toBe(2);
    });

    test("as a renewal leaves the certificate that is there, says so, and is tried again later", async () => {
      handOut(issue);
      const { outs } = await certificateProvider.update("1", due(), inputs);
      expect([outs.leaf, outs.privateKey, outs.renewal.refusals]).toEqual([inForce.leaf, inForce.privateKey, 1]);
      expect(said.join("\n")).toMatch(/warning: the certificate was not renewed, and the one that is there stays/);
      expect(said.join("\n")).toMatch(problem);
    });
  });

  test("another order and CRLF are put right", async () => {
    handOut(async (ca) => `${ca.chain}${await ca.leaf()}`.replaceAll("\n", "\r\n"));
    const { outs } = await certificateProvider.create(inputs);
    expect(outs.chain).toBe(authority.chain);
    expect(outs.fullChain).toBe(outs.leaf + authority.chain);
  });

  test("what is good by the CA's clock is good: a renewal goes on while this machine's is two days ahead", async () => {
    const ago = (days: number): Date => new Date(Date.now() - days * 86_400_000);
    world.front.headers = { date: ago(2).toUTCString() };
    handOut(async (ca) => (await ca.leaf({ notBefore: ago(3), notAfter: ago(1) })) + ca.chain);
    const { outs } = await certificateProvider.update("1", due(), inputs);
    expect(outs.leaf).not.toBe(inForce.leaf);
  });
});
