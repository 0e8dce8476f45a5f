import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { root } from "../support/environment";
import { runIn } from "../support/examples";
import { onHost } from "../support/local-cloud";
import { unpackPlugin } from "../support/packed-plugin";
import { Stack } from "../support/program";

const domain = "parts.example.test";
const machine = { type: "tlsup:Vps", properties: { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } } };
const site = {
  domain,
  certificate: { privateKey: "${certificate.privateKey}", fullChain: "${certificate.fullChain}", facts: "${certificate.facts}" },
  server: { kind: "nginx" },
  application: { kind: "demo" },
  edgeRanges: [],
};

/** What one component makes is what another one is told. */
const program = (plugin: string) => ({
  name: "parts",
  runtime: "yaml",
  plugins: { providers: [{ name: "tlsup", path: plugin }] },
  resources: {
    red: machine,
    green: machine,
    single: machine,
    certificate: { type: "tlsup:SelfSignedCertificate", properties: { dnsNames: [domain] }, options: { protect: true } },
    fleet: { type: "tlsup:HttpsFleet", properties: { ...site, hosts: { red: "${red.access}", green: "${green.access}" }, canary: "red" } },
    server: { type: "tlsup:HttpsServer", properties: { ...site, access: "${single.access}" } },
  },
  outputs: {
    addresses: ["${red.address}", "${green.address}", "${single.address}"],
    servedSha256: "${server.servedSha256}",
    leaf: "${certificate.facts.sha256}",
  },
});

describe("a program in YAML that is put together from parts, with the plugin of a release", () => {
  const plugin = mkdtempSync(join(tmpdir(), "tlsup-plugin-"));
  let stack: Stack;
  beforeAll(async () => {
    await runIn(root, "npx", "tlsup", "local", "language", "yaml");
    const folder = mkdtempSync(join(tmpdir(), "tlsup-parts-"));
    await unpackPlugin(plugin);
    writeFileSync(join(folder, "Pulumi.yaml"), stringify(program(plugin), { aliasDuplicateObjects: false }));
    stack = await Stack.create("parts", folder);
  }, 600_000);
  afterAll(async () => {
    await stack.expect("state", "unprotect", "--all", "--yes");
    await stack.dispose();
    rmSync(plugin, { recursive: true });
  });

  test("comes up as the preview says, serves on every host, and keeps keys encrypted", async () => {
    const toCreate = /(\d+) to create/.exec(await stack.expect("preview"))?.[1];
    expect(await stack.up()).toMatch(new RegExp(`\\+ ${String(toCreate)} created`));
    const { addresses, servedSha256, leaf } = (await stack.outputs()) as { addresses: readonly string[]; servedSha256: string; leaf: string };
    expect(servedSha256).toBe(leaf);
    for (const address of addresses) expect(onHost(address, `curl -sk --resolve ${domain}:443:127.0.0.1 https://${domain}/`)).toContain("Hello from tlsup");
    expect(await stack.state()).not.toContain("PRIVATE KEY-----");
  }, 240_000);

  test("protects what a component made that is protected, and nothing else", async () => {
    const { deployment } = JSON.parse(await stack.state()) as { deployment: { resources: { type: string; urn: string; protect?: boolean }[] } };
    const isOfCertificate = (urn: string) => urn.includes("tlsup:index:SelfSignedCertificate");
    const own = deployment.resources.filter(({ urn }) => isOfCertificate(urn));
    expect(own.length).toBeGreaterThan(3);
    for (const { urn, protect = false } of deployment.resources) expect({ urn, protect }).toEqual({ urn, protect: isOfCertificate(urn) });
    const { code, output } = await stack.run("destroy", "--preview-only");
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/cannot be deleted.*protected/s) as string });
  });

  test("lets what is on a machine go along with it, so that a machine that is dead does not keep it", async () => {
    const { deployment } = JSON.parse(await stack.state()) as { deployment: { resources: { type: string; urn: string; deletedWith?: string }[] } };
    const releases = deployment.resources.filter(({ type }) => type === "tlsup:index:Release");
    expect(releases.map(({ urn, deletedWith }) => [urn.split("::").at(-1), deletedWith?.split("::").at(-1)]).sort()).toEqual([
      ["fleet-green", "green-host-key"],
      ["fleet-red", "red-host-key"],
      ["server", "single-host-key"],
    ]);
  });

  test("has nothing to change afterwards", async () => {
    await stack.expect("refresh", "--yes", "--expect-no-changes");
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
  });
});
