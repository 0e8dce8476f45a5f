import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { everyRight, makeZone, revoke } from "../support/local-cloud";
import { linkSdks, repositoryProgram, Stack } from "../support/program";

/** A program of the vendors' SDKs alone, without a droplet. */
const source = `
const digitalocean = require("@pulumi/digitalocean"), cloudflare = require("@pulumi/cloudflare"), tls = require("@pulumi/tls");
const key = new tls.PrivateKey("key", { algorithm: "ED25519" });
const sshKey = new digitalocean.SshKey("key", { publicKey: key.publicKeyOpenssh });
const firewall = new digitalocean.Firewall("web", {
  inboundRules: [
    { protocol: "tcp", portRange: "22", sourceAddresses: ["0.0.0.0/0", "::/0"] },
    { protocol: "tcp", portRange: "443", sourceAddresses: ["0.0.0.0/0"] },
  ],
});
const zone = cloudflare.getZoneOutput({ filter: { name: "example.test" } });
new cloudflare.DnsRecord("www", { zoneId: zone.id, name: "plugins", type: "A", content: "198.51.100.1", ttl: 1, proxied: true });
exports.name = sshKey.name;
`;

describe("the stand-in plugins under the real engine", () => {
  let folder: string;
  let stack: Stack;
  const program = (text: string) => writeFileSync(join(folder, "index.js"), text);
  const preview = async (text: string) => {
    program(text);
    return stack.run("preview", "--diff");
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "tlsup-plugins-"));
    linkSdks(folder);
    writeFileSync(join(folder, "Pulumi.yaml"), "name: plugins\nruntime: {name: nodejs, options: {typescript: false}}\n");
    writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "plugins", main: "index.js" }));
    program(source);
    stack = await Stack.create("plugins", folder);
    await stack.up();
  });
  afterAll(async () => {
    program(source);
    await stack.dispose();
  });
  beforeEach(() => program(source));

  test("a second update and a refresh find no change, and no plugin warns", async () => {
    expect(await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes")).not.toMatch(/warning/i);
    await stack.expect("refresh", "--yes", "--expect-no-changes");
    await stack.expect("preview", "--expect-no-changes");
  });

  test("an automatic name is the resource's and seven digits", async () => {
    expect((await stack.outputs()).name).toMatch(/^key-[0-9a-f]{7}$/);
  });

  test("a preview shows the property that changes and no other", async () => {
    const { output } = await preview(source.replace('"443"', '"8443"'));
    expect(output).toContain('~ portRange: "443" => "8443"');
    expect(output).not.toContain("sourceAddresses");
    expect(output).toContain("1 to update");
  });

  test("a preview shows a replacement, and what depends on it as unknown", async () => {
    const { output } = await preview(source.replace('"ED25519"', '"RSA"'));
    expect(output).toMatch(/~ algorithm: "ED25519" => "RSA"/);
    expect(output).toMatch(/~ publicKey: .* => \[unknown\]/);
    expect(output).toContain("2 to replace");
  });

  test.each([
    [
      "an unknown input",
      'portRange: "443", sourceAddresses',
      'portRange: "443", sourceAdresses',
      `has no input "inboundRules[1].sourceAdresses" (did you mean "sourceAddresses"?). Examine values at 'web.inboundRules[1].sourceAdresses'.`,
    ],
    ["a wrong type", "ttl: 1", 'ttl: "auto"', "Wrong type: expected number, got string. Examine values at 'www.ttl'."],
    [
      "a missing input in a list",
      'protocol: "tcp", portRange: "443", ',
      "",
      `"inboundRules[1].protocol" is required, but it is not set. Examine values at 'web.inboundRules[1].protocol'.`,
    ],
  ])("%s is refused at preview with its path", async (_title, right, wrong, reason) => {
    const { code, output } = await preview(source.replace(right, wrong));
    expect(code).not.toBe(0);
    expect(output).toContain(reason);
  });

  test("the private key is nowhere in state in clear text", async () => {
    const state = await stack.state();
    expect(state).not.toContain("PRIVATE KEY");
    expect(state).toContain("ssh-ed25519");
  });
});

const led = { domain: "www.passed.test", address: "198.51.100.1", provider: "cloudflare", ssl: "full", cache: [{ path: "/static/", bypass: true }] };

/** A program whose only token is the one of a provider that it passes to a component. */
function passing(component: string): string {
  const folder = repositoryProgram();
  rmSync(join(folder, "index.ts"));
  writeFileSync(
    join(folder, "index.ts"),
    `import * as cloudflare from "@pulumi/cloudflare";
import * as pulumi from "@pulumi/pulumi";
import { ProxiedRecord } from "tlsup";
const passed = new cloudflare.Provider("passed", { apiToken: new pulumi.Config("passed").requireSecret("token") });
${component};
`,
  );
  return folder;
}

describe.each([
  ["in its own process", `new ProxiedRecord("passed", ${JSON.stringify(led)}, { providers: [passed] })`],
  ["by the plugin", `new pulumi.ComponentResource("tlsup:index:ProxiedRecord", "passed", ${JSON.stringify(led)}, { providers: [passed] }, true)`],
])("a program that makes a component %s, with a token in a provider alone", (way, component) => {
  let stack: Stack;
  let token: string;
  beforeAll(async () => {
    await makeZone("passed.test").catch(() => undefined);
    token = await everyRight();
    stack = await Stack.create(way.replaceAll(" ", "-"), passing(component), { ...process.env, CLOUDFLARE_API_TOKEN: undefined });
    await stack.expect("config", "set-all", "--secret", `passed:token=${token}`);
  });
  afterAll(() => stack.dispose());

  test("comes up as the preview says, has nothing to change afterwards, and keeps the token encrypted", async () => {
    const toCreate = /(\d+) to create/.exec(await stack.expect("preview"))?.[1];
    expect(await stack.up()).toMatch(new RegExp(`\\+ ${String(toCreate)} created`));
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
    const [rule] = await stack.resources("tlsup:index:EdgeRule");
    expect(rule?.outputs).toHaveProperty("token.ciphertext");
  });

  test("goes on with another token once the first is revoked: a run without a change takes it over, and refresh and destroy ask with it", async () => {
    await revoke(token);
    await stack.expect("config", "set-all", "--secret", `passed:token=${await everyRight()}`);
    expect(await stack.up()).toMatch(/~ 1 updated\n +\d+ unchanged/);
    await stack.expect("refresh", "--yes", "--expect-no-changes");
    await stack.expect("destroy", "--yes", "--skip-preview");
  });
});
