import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { root } from "../support/environment";
import { runIn } from "../support/examples";
import { makeZone } from "../support/local-cloud";
import { repositoryProgram, Stack, type Run } from "../support/program";

const zone = "policies.test";
const pack = join(root, "policy", "tlsup-policy.js");

/** A site from parts, each of which is right alone. */
const parts = `
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { edgeRanges, HttpsServer, ProxiedRecord, SelfSignedCertificate, Vps } from "tlsup";

const domain = "parts.${zone}";
const ssl = new pulumi.Config().require("ssl");
const vps = new Vps("parts", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "edge", ranges: edgeRanges() } });
const certificate = new SelfSignedCertificate("parts", { dnsNames: [domain] });
const key = new tls.PrivateKey("edge", { algorithm: "ECDSA" });
const authority = { privateKeyPem: key.privateKeyPem, isCaCertificate: true, allowedUses: ["cert_signing"], validityPeriodHours: 720 };
const { certPem: clientAuthority } = new tls.SelfSignedCert("edge", { ...authority, subject: { commonName: "edge" } });
const upstream = vps.address.apply((address) => "http://" + address + ":8000");
const demo = { server: { kind: "nginx" }, application: { kind: "demo" } } as const;
const kinds = new pulumi.Config().getBoolean("passesOn") ? { server: { kind: "nginx" as const, upstream } } : demo;
const server = new HttpsServer("parts", { domain, access: vps.access, certificate, ...kinds, clientAuthority, edgeRanges: edgeRanges() });
const mode = ssl === "later" ? vps.address.apply(() => "full" as const) : (ssl as "full" | "strict");
new ProxiedRecord("parts", { domain, address: vps.address, provider: "cloudflare", ssl: mode }, { dependsOn: server });
`;

/** Cloudflare's own resources, in a program that does not know tlsup. */
const plain = (zoneId: string) => ({
  name: "plain",
  runtime: "yaml",
  resources: {
    site: { type: "cloudflare:DnsRecord", properties: { zoneId, name: `plain.${zone}`, type: "A", content: "198.51.100.7", proxied: true, ttl: 1 } },
    login: { type: "cloudflare:DnsRecord", properties: { zoneId, name: `ssh.${zone}`, type: "A", content: "198.51.100.7", proxied: false, ttl: 300 } },
    oldest: { type: "cloudflare:ZoneSetting", properties: { zoneId, settingId: "min_tls_version", value: "1.0" } },
  },
});

/** What the real engine does with the policies in a preview. No host boots. */
describe("the policy pack", () => {
  const folders: string[] = [];
  const stacks: Stack[] = [];
  let ofParts: Stack;
  let zoneId: string;

  async function make(name: string, folder: string): Promise<Stack> {
    folders.push(folder);
    const stack = await Stack.create(name, folder);
    stacks.push(stack);
    return stack;
  }

  beforeAll(async () => {
    zoneId = await makeZone(zone);
    const folder = repositoryProgram();
    rmSync(join(folder, "index.ts"));
    writeFileSync(join(folder, "index.ts"), parts);
    ofParts = await make("policies", folder);
  });
  afterAll(async () => {
    for (const stack of stacks) await stack.expect("stack", "rm", "--yes");
    for (const folder of folders) rmSync(folder, { recursive: true });
  });

  async function preview(ssl: string, ...options: readonly string[]): Promise<Run> {
    await ofParts.expect("config", "set", "ssl", ssl);
    return ofParts.run("preview", "--policy-pack", pack, ...options);
  }

  test("lets a program pass whose parts fit together", async () => {
    const { code, output } = await preview("full");
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/✅ tlsup@v/) as string });
    expect(output).not.toMatch(/\[(mandatory|advisory)\]/);
  });

  test("refuses one whose parts do not, with the code and what to do, unless the code is disabled", async () => {
    const { code, output } = await preview("strict");
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/\[mandatory\] {2}untrusted-by-edge .*parts/) as string });
    expect(output).toMatch(
      /parts\.policies\.test: proxy\.ssl must be full with certificate\.source self-signed.*Set it to full.*docs\/chain\.md#untrusted-by-edge/,
    );
    const settings = join(ofParts.program, "policies.json");
    writeFileSync(settings, JSON.stringify({ "untrusted-by-edge": "disabled" }));
    expect((await preview("strict", "--policy-pack-config", settings)).code).toBe(0);
  });

  test("says in a preview what it cannot judge yet", async () => {
    const { code, output } = await preview("later");
    expect({ code, output }).toEqual({
      code: 0,
      output: expect.stringMatching(/\[advisory\] {2}untrusted-by-edge[^]*can't be known during preview/) as string,
    });
  });

  test("refuses before a setting is known that decides nothing, such as the server's upstream", async () => {
    await ofParts.expect("config", "set", "passesOn", "true");
    const { code, output } = await preview("strict");
    expect({ code, output }).toEqual({ code: 1, output: expect.stringMatching(/\[mandatory\] {2}untrusted-by-edge .*parts/) as string });
    expect(output).not.toMatch(/can't run policy/);
  });

  test("warns of what a YAML program says with Cloudflare's own resources", async () => {
    await runIn(root, "npx", "tlsup", "local", "language", "yaml");
    const folder = mkdtempSync(join(tmpdir(), "tlsup-plain-"));
    writeFileSync(join(folder, "Pulumi.yaml"), stringify(plain(zoneId), { aliasDuplicateObjects: false }));
    const { code, output } = await (await make("plain", folder)).run("preview", "--policy-pack", pack);
    expect({ code, output }).toEqual({ code: 0, output: expect.stringMatching(/\[advisory\] {2}old-tls/) as string });
    expect(output).toMatch(/\[advisory\] {2}origin-address-shown[^]*ssh\.policies\.test/);
  }, 300_000);
});
