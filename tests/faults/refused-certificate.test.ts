import { createPrivateKey, X509Certificate } from "node:crypto";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Names } from "../support/acme/names";
import { TestAuthority } from "../support/faulty-chains";
import { repositoryProgram, Stack } from "../support/program";

/** What a user gets when somebody hands out a certificate of another key, by the real engine. */
describe("a certificate of another key", () => {
  const folder = repositoryProgram();
  let names: Names;
  let stack: Stack;

  const write = (days: number): void => {
    rmSync(join(folder, "index.ts"), { force: true });
    writeFileSync(
      join(folder, "index.ts"),
      `import { OriginCaCertificate, SelfSignedCertificate } from "tlsup";
// As in the repository's program: ts-node would look up the source of each line of each stack trace that Pulumi keeps.
delete Error.prepareStackTrace;
const origin = new OriginCaCertificate("origin", { hostnames: ["blog.example.test"], days: ${days} });
const own = new SelfSignedCertificate("own", { dnsNames: ["blog.example.test"], keyType: "ecdsa-p256" });
export const chains = [origin.fullChain, own.fullChain];
export const keys = [origin.privateKey, own.privateKey];
`,
    );
  };
  const outputs = async () =>
    JSON.parse(await stack.expect("stack", "output", "--json", "--show-secrets")) as { readonly chains: readonly string[]; readonly keys: readonly string[] };
  const refused = async (...args: string[]): Promise<string> => {
    const { code, output } = await stack.run("up", "--yes", "--skip-preview", ...args);
    expect(code).not.toBe(0);
    expect(output).not.toMatch(/PRIVATE KEY|\bat .*\.[jt]s:\d+/);
    return output;
  };

  beforeAll(async () => {
    names = await Names.start("example.test");
    write(30);
    stack = await Stack.create("refused", folder, { ...process.env, CLOUDFLARE_BASE_URL: names.api, CLOUDFLARE_API_TOKEN: names.token });
    await stack.up();
  });
  afterAll(async () => {
    await stack.dispose();
    await names.close();
  });

  test("from Cloudflare is refused and what is in force stays; another is ordered as the error says", async () => {
    const before = await outputs();
    const authority = await TestAuthority.create("blog.example.test");
    names.rewrite = async (answer) => (answer.certificate === undefined ? answer : { ...answer, certificate: await authority.leaf() });
    write(90);
    const output = await refused();
    expect(output).toMatch(
      /Cannot use what Cloudflare issued for blog\.example\.test .*: its key must be the private key of CN=.*\. Order another: pulumi up --replace '(\S+)'/,
    );
    expect(await outputs()).toEqual(before);
    names.rewrite = undefined;
    await stack.up("--replace", /--replace '(\S+)'/.exec(output)?.[1] ?? "");
    const { chains } = await outputs();
    expect(chains[0]).not.toBe(before.chains[0]);
  });

  test("stays while a renewal ends after its order; the next run replaces the key as well, and leaves nothing to be done", async () => {
    const before = await outputs();
    const [order] = await stack.resources("tlsup:index:OriginCaOrder");
    await stack.up("--target-replace", order?.urn ?? "");
    expect(await outputs()).toEqual(before);
    await stack.up();
    const { chains, keys } = await outputs();
    expect([chains[0] === before.chains[0], keys[0] === before.keys[0]]).toEqual([false, false]);
    await stack.expect("preview", "--expect-no-changes");
    await stack.expect("preview", "--refresh", "--expect-no-changes");
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
  });

  test("by an update that was aimed at the key alone is refused; the next run makes the certificate that belongs to it", async () => {
    const before = await outputs();
    const { urn } = (await stack.resources("tls:index/privateKey:PrivateKey")).find((resource) => resource.urn.endsWith("::own")) ?? { urn: "" };
    expect(await refused("--target-replace", urn)).toContain(
      "Cannot use the self-signed certificate of blog.example.test as visitors would refuse it: its key must be the private key of CN=blog.example.test",
    );
    expect(await outputs()).toEqual(before);
    await stack.up();
    const { chains, keys } = await outputs();
    expect(chains[1]).not.toBe(before.chains[1]);
    expect(chains.map((chain, index) => new X509Certificate(chain).checkPrivateKey(createPrivateKey(keys[index] ?? "")))).toEqual([true, true]);
  });
});
