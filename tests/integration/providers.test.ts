import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linkSdks, Stack } from "../support/program";

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
  }, 120_000);
  afterAll(async () => {
    program(source);
    await stack.dispose();
  }, 60_000);
  beforeEach(() => program(source));

  test("a second update and a refresh find no change, and no plugin warns", async () => {
    expect(await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes")).not.toMatch(/warning/i);
    await stack.expect("refresh", "--yes", "--expect-no-changes");
    await stack.expect("preview", "--expect-no-changes");
  }, 60_000);

  test("an automatic name is the resource's and seven digits", async () => {
    expect((await stack.outputs()).name).toMatch(/^key-[0-9a-f]{7}$/);
  }, 30_000);

  test("a preview shows the property that changes and no other", async () => {
    const { output } = await preview(source.replace('"443"', '"8443"'));
    expect(output).toContain('~ portRange: "443" => "8443"');
    expect(output).not.toContain("sourceAddresses");
    expect(output).toContain("1 to update");
  }, 30_000);

  test("a preview shows a replacement, and what depends on it as unknown", async () => {
    const { output } = await preview(source.replace('"ED25519"', '"RSA"'));
    expect(output).toMatch(/~ algorithm: "ED25519" => "RSA"/);
    expect(output).toMatch(/~ publicKey: .* => \[unknown\]/);
    expect(output).toContain("2 to replace");
  }, 30_000);

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
  ])(
    "%s is refused at preview with its path",
    async (_title, right, wrong, reason) => {
      const { code, output } = await preview(source.replace(right, wrong));
      expect(code).not.toBe(0);
      expect(output).toContain(reason);
    },
    30_000,
  );

  test("the private key is nowhere in state in clear text", async () => {
    const state = await stack.state();
    expect(state).not.toContain("PRIVATE KEY");
    expect(state).toContain("ssh-ed25519");
  }, 30_000);
});
