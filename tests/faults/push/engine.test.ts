import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Host, served } from "../../support/hosts";
import { cloudflare, makeZone } from "../../support/local-cloud";
import { repositoryProgram, Stack, type Run } from "../../support/program";

const program = `import { readFileSync } from "node:fs";
import { all, CustomResource, output, secret } from "@pulumi/pulumi";
import { HttpsServer, SelfSignedCertificate } from "tlsup";

const { domain, port, days, password, destination, zoneId, isCutShort } = JSON.parse(readFileSync("site.json", "utf8"));
const { host, privateKey, hostKey } = destination;
const certificate = new SelfSignedCertificate("site", { dnsNames: [domain], days });
const server = new HttpsServer("site", {
  domain,
  access: { ...destination, host: output(host), privateKey: secret(privateKey), hostKey: output(hostKey), machine: output("1") },
  certificate,
  server: { kind: "nginx" },
  application: { kind: "demo", port },
  secretEnvironment: secret({ PASSWORD: password }),
  edgeRanges: [],
});
const setting = { settingId: "min_tls_version", value: "1.3", owner: "engine", resource: domain, former: undefined };
const rule = { phase: "http_config_settings", expression: \`http.host eq "\${domain}"\`, description: domain, parameters: '{"ssl":"full"}' };
// As the package's own classes have it: resources of one version share a plugin.
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const atEdge = [
  new CustomResource("tlsup:index:ZoneSetting", "setting", { zoneId, zone: "engine.test", ...setting }, { version }),
  new CustomResource("tlsup:index:EdgeRule", "rule", { zoneId, ref: domain, ...rule, isEnabled: undefined }, { version }),
];
if (isCutShort) all([server.servedSha256, ...atEdge.map(({ id }) => id)]).apply(() => { throw new Error("cut short"); });
export const sha256 = certificate.facts.sha256;
`;

const limit = 180_000;
const password = "canary-of-the-engine";
const places = mkdtempSync(join(tmpdir(), "tlsup-faults-"));
/** Everything that the engine printed, and every command line that was seen on this machine. */
const printed: string[] = [];
const commandLines = new Set<string>();

/** A stack with one site on the host of these tests. */
class Site {
  private constructor(
    public domain: string,
    private readonly port: number,
    readonly stack: Stack,
    private readonly folder: string,
  ) {}

  static async create(domain: string, port: number): Promise<Site> {
    const folder = repositoryProgram();
    rmSync(join(folder, "index.ts"));
    writeFileSync(join(folder, "index.ts"), program);
    return new Site(domain, port, (await Stack.create(domain.split(".")[0] ?? "", folder)).with({ TMPDIR: places }), folder);
  }

  /** Another validity is another certificate: what a renewal is to a self-signed one. */
  renew(days: number): void {
    this.write({ days });
  }

  /** Gives the site another domain, by a run that fails before it deletes anything if `isCutShort`. */
  rename(domain: string, isCutShort: boolean): void {
    this.domain = domain;
    this.write({ days: 100, isCutShort });
  }

  private write(settings: { readonly days: number; readonly isCutShort?: boolean }): void {
    const site = { domain: this.domain, port: this.port, password, zoneId, destination: host.destination, ...settings };
    writeFileSync(join(this.folder, "site.json"), JSON.stringify(site), { mode: 0o600 });
  }

  async run(...args: string[]): Promise<Run> {
    const run = await this.stack.run(...args);
    printed.push(run.output);
    return run;
  }

  up(): Promise<Run> {
    return this.run("up", "--yes", "--skip-preview");
  }

  /** That of the certificate in the state, whether it is served or not. */
  async sha256(): Promise<string> {
    return (await this.stack.outputs()).sha256 as string;
  }
}

let host: Host;
let zoneId: string;
let one: Site;
let two: Site;
let watch: NodeJS.Timeout;

beforeAll(async () => {
  [host, zoneId] = await Promise.all([Host.boot("engine"), makeZone("engine.test")]);
  host.canaries.push(password);
  watch = setInterval(() => {
    for (const process of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      try {
        commandLines.add(readFileSync(`/proc/${process}/cmdline`, "utf8"));
      } catch {
        // It has ended since.
      }
    }
  }, 100);
  [one, two] = [await Site.create("one.engine.test", 8001), await Site.create("two.engine.test", 8002)];
  for (const site of [one, two]) site.renew(100);
}, limit);

afterAll(async () => {
  clearInterval(watch);
  for (const { stack } of [one, two]) await stack.dispose();
  await host.remove();
  rmSync(places, { recursive: true });
}, limit);

test(
  "two stacks bring up their sites on one host at once; two runs of one stack do not, and the second names the first",
  async () => {
    const runs = await Promise.all([one.up(), two.up(), one.up()]);
    const [second, first] = [runs[0], runs[2]].sort((a, b) => b.code - a.code);
    for (const run of [runs[1], first]) expect(run).toEqual({ code: 0, output: expect.any(String) as string });
    expect(second?.output).toMatch(/locked by 1 lock.*\n.*created by .*@.* \(pid \d+\)/s);
    for (const site of [one, two]) expect(await served(host.address, site.domain)).toBe(await site.sha256());
  },
  limit,
);

test(
  "a host with another key ends the run; both fingerprints are in its report",
  async () => {
    const [expected, presented] = (
      await host.run(
        "cd /etc/ssh; cp -a ssh_host_ed25519_key /root/host-key; ssh-keygen -lf ssh_host_ed25519_key.pub | cut -d ' ' -f 2; rm ssh_host_ed25519_key*; " +
          "ssh-keygen -q -t ed25519 -N '' -f ssh_host_ed25519_key; systemctl restart ssh; ssh-keygen -lf ssh_host_ed25519_key.pub | cut -d ' ' -f 2",
      )
    ).split("\n");
    const before = await served(host.address, one.domain);
    one.renew(101);
    const { code, output } = await one.up();
    expect(code).not.toBe(0);
    expect(output).toContain(`expected ${String(expected)}, it presented ${String(presented)}. Nothing was sent`);
    expect(await served(host.address, one.domain)).toBe(before);
    await host.run(
      "cd /etc/ssh; mv /root/host-key ssh_host_ed25519_key; ssh-keygen -y -f ssh_host_ed25519_key > ssh_host_ed25519_key.pub; systemctl restart ssh",
    );
    expect(await one.up()).toMatchObject({ code: 0 });
    expect(await served(host.address, one.domain)).toBe(await one.sha256());
  },
  limit,
);

test(
  "a certificate that could not be deployed is deployed by a later run, and each that cannot says so",
  async () => {
    const old = await served(host.address, one.domain);
    one.renew(102);
    await host.run("echo 'serve {' > /etc/nginx/conf.d/somebody.conf");
    for (const attempt of ["the run that renews", "the next one, whose certificate is fresh"]) {
      const { code, output } = await one.up();
      expect({ attempt, code }).not.toEqual({ attempt, code: 0 });
      expect(output).toMatch(/\/etc\/nginx\/conf\.d\/somebody\.conf/);
      expect(await served(host.address, one.domain)).toBe(old);
    }
    const fresh = await one.sha256();
    expect(fresh).not.toBe(old);
    expect((await one.run("preview")).output).toMatch(/Release .*update/);
    await host.run("rm /etc/nginx/conf.d/somebody.conf");
    expect(await one.up()).toMatchObject({ code: 0 });
    expect(await served(host.address, one.domain)).toBe(fresh);
    expect(await one.run("up", "--yes", "--skip-preview", "--expect-no-changes")).toMatchObject({ code: 0 });
  },
  limit,
);

test(
  "a change that a run could not end is taken back: nothing that is made again goes with the original",
  async () => {
    const atEdge = async () => {
      const { value } = (await cloudflare().zones.settings.get("min_tls_version", { zone_id: zoneId })) as { value?: unknown };
      const { rules } = await cloudflare().rulesets.phases.get("http_config_settings", { zone_id: zoneId });
      return [value, rules.map(({ ref }) => ref).sort()];
    };
    const former = two.domain;
    two.rename("renamed.engine.test", true);
    const { code, output } = await two.up();
    expect([code === 0, output]).toEqual([false, expect.stringContaining("cut short")]);
    expect(await served(host.address, two.domain)).toBe(await two.sha256());
    two.rename(former, false);
    for (const run of [
      ["up", "--yes", "--skip-preview"],
      ["refresh", "--yes", "--skip-preview", "--expect-no-changes"],
      ["up", "--yes", "--skip-preview", "--expect-no-changes"],
    ])
      await two.stack.expect(...run);
    expect(await served(host.address, former)).toBe(await two.sha256());
    expect(await atEdge()).toEqual(["1.3", [one.domain, two.domain]]);
  },
  limit,
);

test(
  "after all that, no secret is in the state, in what was printed, in a command line, in a temporary file, or on the host for others to read",
  async () => {
    const keys = await host.run("cat /opt/tlsup/*/releases/*/tls/privkey.pem");
    host.canaries.push(...keys.split("\n").filter((line) => line.length === 64), ...host.destination.privateKey.split("\n").slice(4, 6));
    expect(host.canaries.length).toBeGreaterThan(50);
    const state = (process.env.PULUMI_BACKEND_URL ?? "").replace("file://", "");
    writeFileSync(join(places, "canaries"), host.canaries.join("\n"), { mode: 0o600 });
    const grep = (folder: string): string =>
      execFileSync("sh", ["-c", 'grep -rlFf "$0" --exclude canaries "$1" || true', join(places, "canaries"), folder], { encoding: "utf8" });
    expect(state).not.toBe("");
    expect({ state: grep(state), temporary: grep(places), host: await host.leaks() }).toEqual({ state: "", temporary: "", host: [] });
    for (const text of [...printed, ...commandLines]) expect(host.canaries.filter((canary) => text.includes(canary))).toEqual([]);
  },
  limit,
);
