import { createPrivateKey, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountProvider } from "../../../components/certificate/acme/execution/account-provider";
import { changesOf, type AnyOperations } from "../../../components/provider/plan";
import { unknown } from "../../../components/provider/value";
import { openWorld, type World } from "../../support/acme/world";
import { repositoryProgram, Stack } from "../../support/program";

const newKey = (): string => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();

let world: World;
beforeAll(async () => (world = await openWorld({ environment: { PEBBLE_VA_ALWAYS_VALID: "1" } })));
afterAll(() => world.close());

const inputs = (privateKey: string, shared: boolean) => ({
  directory: world.front.directory,
  root: world.pebble.root,
  contact: [],
  privateKey,
  shared,
});
/** Whether the CA has a valid account with a key. */
const isThere = async (privateKey: string): Promise<boolean> => {
  const { id, outs } = await accountProvider.create(inputs(newKey(), true));
  return (await accountProvider.read(id, { ...outs, privateKey })).id !== "";
};

describe("another key", () => {
  it.each([
    ["a shared account instead of an own one", false, true],
    ["an own account instead of a shared one", true, false],
    ["another shared account", true, true],
  ])("is %s: the account is replaced", (_what, before, after) => {
    const diff = accountProvider.diff("", { ...inputs("ONE", before), url: "" }, inputs("OTHER", after));
    expect(diff).toEqual({ changes: true, replaces: ["privateKey"] });
  });

  it("is a roll-over when it was generated, and no other account when the same key becomes a shared one", () => {
    const url = "";
    expect(accountProvider.diff("", { ...inputs("ONE", false), url }, inputs("OTHER", false))).toEqual({ changes: true, replaces: [] });
    for (const shared of [true, false])
      expect(accountProvider.diff("", { ...inputs("ONE", shared), url }, inputs("ONE", !shared))).toEqual({ changes: true, replaces: [] });
  });

  it("that is to be generated is foretold as what it is: in place of a shared one a replacement, in place of an own one a roll-over", () => {
    const replaces = (shared: boolean) =>
      changesOf(accountProvider as unknown as AnyOperations, "", inputs("ONE", shared), { ...inputs("", false), privateKey: unknown }).replaces;
    expect([replaces(true), replaces(false)]).toEqual([["shared"], []]);
  });
});

describe("a stack that begins to share an account, and leaves it again", () => {
  const folder = repositoryProgram();
  const journals = mkdtempSync(join(tmpdir(), "tlsup-state-"));
  let stack: Stack;

  const deploy = async (account: string) => {
    rmSync(join(folder, "index.ts"));
    writeFileSync(
      join(folder, "index.ts"),
      `import { readFileSync } from "node:fs";
import { AcmeAccount, LetsEncryptCertificate } from "tlsup";

const account = new AcmeAccount("ca", { directory: "${world.front.directory}", root: readFileSync("root.pem", "utf8")${account} });
const solver = { challenge: "dns-01", provider: "cloudflare" } as const;
const certificate = new LetsEncryptCertificate("web", { account, names: ["shared.example.test"], solver, resolver: "${world.names.dns}" });
export const { url, privateKey: key } = account;
export const { fullChain } = certificate;
`,
    );
    await stack.up();
    return JSON.parse(await stack.expect("stack", "output", "--json", "--show-secrets")) as Readonly<Record<"url" | "key" | "fullChain", string>>;
  };
  beforeAll(async () => {
    writeFileSync(join(folder, "root.pem"), world.pebble.root);
    writeFileSync(join(folder, "account.pem"), world.accountKey, { mode: 0o600 });
    const variables = { XDG_STATE_HOME: journals, CLOUDFLARE_BASE_URL: world.names.api, CLOUDFLARE_API_TOKEN: world.names.token };
    stack = await Stack.create("sharing", folder, { ...process.env, ...variables });
  });
  afterAll(async () => {
    await stack.dispose();
    rmSync(journals, { recursive: true });
  });

  const given = ', privateKey: readFileSync("account.pem", "utf8")';

  it("moves its certificate as it is, deactivates the account of its own, and leaves the shared one to the others", async () => {
    const { id: url } = await accountProvider.create(inputs(world.accountKey, true));
    const own = await deploy("");
    const shared = await deploy(given);
    expect([shared.url, shared.fullChain, await isThere(own.key)]).toEqual([url, own.fullChain, false]);
    const left = await deploy("");
    expect([left.url === url, left.fullChain, await isThere(left.key), await isThere(world.accountKey)]).toEqual([false, own.fullChain, true, true]);
    expect(world.front.count("/order-plz")).toBe(1);
  });

  it("keeps the account whose key it gives in another form from then on", async () => {
    const own = await deploy("");
    writeFileSync(join(folder, "account.pem"), createPrivateKey(own.key).export({ type: "pkcs8", format: "pem" }));
    const shared = await deploy(given);
    expect([shared.key === own.key, shared.url, await isThere(own.key)]).toEqual([false, own.url, true]);
  });
});
