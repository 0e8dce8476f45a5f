import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeZone } from "../support/local-cloud";
import { repositoryProgram, Stack } from "../support/program";

const zone = "inputs.test";
const limit = 900_000;

/** A program in which nothing but what decides the shape is known before other resources are there. */
const program = `import { Droplet, SshKey } from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import { PrivateKey } from "@pulumi/tls";
import { DirectRecord, HttpsServer, HttpsSite, SelfSignedCertificate } from "tlsup";

const ed25519 = (name: string) => new PrivateKey(name, { algorithm: "ED25519" });
const [source, login, own] = [ed25519("source"), ed25519("login"), ed25519("own")];
const trimmed = (text: pulumi.Output<string>) => text.apply((key) => key.trim());
/** A value that another resource decides. */
const from = <T>(value: T): pulumi.Output<T> => source.publicKeyFingerprintSha256.apply(() => value);
const { INPUTS_DOMAIN = "www.${zone}", INPUTS_UPSTREAM = "http://127.0.0.1:18080", INPUTS_PROTECT } = process.env;

const site = new HttpsSite(
  "inputs",
  {
    domain: from(INPUTS_DOMAIN),
    host: { provider: "digitalocean", region: from("fra1"), size: from("s-1vcpu-1gb") },
    proxy: { provider: "cloudflare", ssl: from("full" as const), zone: from("${zone}"), alwaysUseHttps: from(true) },
    certificate: { source: "self-signed", days: from(90), keyType: from("ecdsa-p256" as const) },
    server: { kind: "nginx", maxBodySize: from("2m"), hsts: { maxAge: from(300) } },
    application: { kind: "demo", environment: { GREETING: pulumi.interpolate\`Made by \${source.publicKeyFingerprintSha256}\` } },
    secretEnvironment: { PASSWORD: pulumi.secret(from("canary-of-inputs")) },
  },
  { protect: INPUTS_PROTECT === "yes" },
);

// A machine of another vendor: tlsup has not made it, and knows nothing of it but how to reach it.
const key = new SshKey("other", { publicKey: trimmed(login.publicKeyOpenssh) });
const userData = pulumi.all([own.privateKeyOpenssh, own.publicKeyOpenssh]).apply(
  ([privateKey, publicKey]) => \`#cloud-config
disable_root: false
ssh_deletekeys: true
ssh_keys:
  ed25519_private: |
\${privateKey.trim().split("\\n").map((line) => "    " + line).join("\\n")}
  ed25519_public: \${publicKey.trim()}
\`,
);
const machine = new Droplet("inputs-other", { region: "fra1", size: "s-1vcpu-1gb", image: "debian-12-x64", sshKeys: [key.fingerprint], userData });
const sshLogin = { port: from(22), user: from("root"), privateKey: login.privateKeyOpenssh };
const access = { ...sshLogin, host: machine.ipv4Address, hostKey: trimmed(own.publicKeyOpenssh), machine: machine.id, deletedWith: machine };
const served = (name: string, settings: object, opts?: pulumi.ComponentResourceOptions) => {
  const domain = from(\`\${name}.${zone}\`);
  const certificate = new SelfSignedCertificate(name, { dnsNames: [domain] });
  return new HttpsServer(name, { domain, access, certificate, server: { kind: "nginx" }, edgeRanges: from(["198.51.100.0/24"]), ...settings }, opts);
};
const first = served("first", { application: { kind: "demo", port: from(18080) } });
const second = served("second", { server: { kind: "nginx", upstream: pulumi.interpolate\`\${from(INPUTS_UPSTREAM)}\` } }, { dependsOn: first });
new DirectRecord("inputs-other", { domain: from("first.${zone}"), address: machine.ipv4Address, zone: from("${zone}") }, { dependsOn: [first, second] });

export const { url, chain } = site;
export const upstream = second.servedSha256;
`;

describe("a program whose settings come from other resources", () => {
  let stack: Stack;

  beforeAll(async () => {
    await makeZone(zone);
    const folder = repositoryProgram();
    rmSync(join(folder, "index.ts"));
    writeFileSync(join(folder, "index.ts"), program);
    stack = await Stack.create("inputs", folder);
  });
  afterAll(() => stack.dispose(), limit);

  /** What the stack has of a type, by the name of what it is a part of. */
  const partsOf = async (type: string): Promise<readonly unknown[]> => (await stack.resources(type)).map(({ urn }) => urn.split("::").at(-1)).sort();

  test(
    "previews with what nobody knows yet",
    async () => {
      const output = await stack.expect("preview", "--diff");
      for (const type of ["Release", "DnsRecord", "Droplet", "SelfSignedCert"]) expect(output).toContain(type);
    },
    limit,
  );

  test(
    "refuses a value that turns out wrong before anything that depends on it is made, and goes on with what does not",
    async () => {
      const { code, output } = await stack.with({ INPUTS_DOMAIN: `-www.${zone}` }).run("up", "--yes", "--skip-preview", "--continue-on-error");
      expect(code).not.toBe(0);
      expect(output).toContain("nothing that depends on it has been changed:\n");
      expect(output).toContain(`inputs.domain: must consist of letters, digits and hyphens`);
      expect(await partsOf("cloudflare:index/dnsRecord:DnsRecord")).not.toContain("inputs");
      expect(await partsOf("tlsup:index:Release")).not.toContain("inputs");
      expect(await partsOf("digitalocean:index/droplet:Droplet")).toEqual(["inputs", "inputs-other"]);
    },
    limit,
  );

  test(
    "comes up in one run, is shown without a change by the next, and keeps its secrets",
    async () => {
      await stack.up();
      expect((await stack.outputs()).url).toBe(`https://www.${zone}/`);
      expect(await stack.chain()).toMatchObject({ domain: `www.${zone}`, ssl: "full", hsts: true, zone: { name: zone } });
      expect(await partsOf("tlsup:index:Release")).toEqual(["first", "inputs", "second"]);
      await stack.expect("preview", "--refresh", "--expect-no-changes");
      expect(await stack.state()).not.toContain("canary-of-inputs");
    },
    limit,
  );

  test(
    "refuses an upstream that turns out wrong in a preview, where it is known by then",
    async () => {
      const { code, output } = await stack.with({ INPUTS_UPSTREAM: "http://127.0.0.1:18080;}}server{" }).run("preview");
      expect([code === 0, output]).toEqual([
        false,
        expect.stringContaining(
          'second.server.upstream: must be an address like http://127.0.0.1:8000: current value is "http://127.0.0.1:18080;}}server{"',
        ) as string,
      ]);
    },
    limit,
  );

  test(
    "passes its options on to every child",
    async () => {
      await stack.with({ INPUTS_PROTECT: "yes" }).up();
      const { deployment } = JSON.parse(await stack.state()) as { deployment: { resources: { urn: string; protect?: boolean }[] } };
      const below = deployment.resources.filter(({ urn }) => urn.includes("tlsup:index:HttpsSite"));
      expect(below.length).toBeGreaterThan(15);
      expect(below.filter(({ protect }) => protect !== true)).toEqual([]);
      await stack.up();
    },
    limit,
  );
});
