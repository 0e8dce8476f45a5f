import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { installStandIns } from "../../../../localcloud/providers/install";

let folder: string;
let environment: Record<string, string>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tlsup-install-"));
  environment = { HOME: join(folder, "user"), PATH: join(folder, "bin") };
  mkdirSync(environment.PATH!);
});
afterEach(() => rmSync(folder, { recursive: true }));

const pulumiHome = () => join(folder, "home");
const install = (packageRoot = process.cwd(), node = process.execPath) =>
  installStandIns({ pulumiHome: pulumiHome(), node, packageRoot, host: folder, environment });
const installed = (name: string) =>
  readdirSync(join(pulumiHome(), "plugins"))
    .filter((entry) => entry.startsWith(`resource-${name}-`))
    .sort();

function vendorPlugin(place: string, name: string, version: string): string {
  const plugin = join(place, `resource-${name}-v${version}`);
  mkdirSync(plugin, { recursive: true });
  writeFileSync(join(plugin, `pulumi-resource-${name}`), "#!/bin/sh\necho vendor\n", { mode: 0o755 });
  return plugin;
}

function program(versions: Record<string, string>): string {
  for (const [name, version] of Object.entries(versions)) {
    const sdk = join(folder, "program", "node_modules", "@pulumi", name);
    mkdirSync(sdk, { recursive: true });
    writeFileSync(join(sdk, "package.json"), JSON.stringify({ name: `@pulumi/${name}`, version }));
  }
  return join(folder, "program");
}

describe("stand-in plugins", () => {
  it("are installed under the versions of the program's SDKs, and under one that every search accepts", () => {
    expect(install(program({ digitalocean: "4.81.0", tls: "5.0.0" }))).toEqual(["cloudflare", "digitalocean", "hcloud", "linode", "tls"]);
    expect(installed("digitalocean")).toEqual(["resource-digitalocean-v4.81.0", "resource-digitalocean-v999.0.0"]);
    expect(installed("cloudflare")).toEqual(["resource-cloudflare-v999.0.0"]);
  });

  it("are scripts that run this package with the given Node.js", () => {
    const node = join(folder, "it's node");
    writeFileSync(node, '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
    install(program({ tls: "5.0.0" }), node);
    const script = join(pulumiHome(), "plugins", "resource-tls-v5.0.0", "pulumi-resource-tls");
    const [module, version, engine] = execFileSync(script, ["127.0.0.1:9"], { encoding: "utf8" }).split("\n");
    expect(module).toMatch(/providers\/tls\/main\.js$/);
    expect([version, engine]).toEqual(["5.0.0", "127.0.0.1:9"]);
  });

  it("stay untouched when they are installed again", () => {
    install();
    const file = join(pulumiHome(), "plugins", "resource-tls-v999.0.0");
    const { ino } = statSync(file);
    install();
    expect(statSync(file).ino).toBe(ino);
    expect(readdirSync(join(pulumiHome(), "plugins")).filter((entry) => entry.startsWith("."))).toEqual([]);
  });

  it("give way to the vendor's plugin that the user has, and come back when it goes", () => {
    install(program({ tls: "5.0.0" }));
    const vendors = vendorPlugin(join(environment.HOME!, ".pulumi", "plugins"), "tls", "5.6.1");
    expect(install(program({ tls: "5.0.0" }))).toEqual(["cloudflare", "digitalocean", "hcloud", "linode"]);
    expect(installed("tls")).toEqual(["resource-tls-v5.6.1"]);
    const link = join(pulumiHome(), "plugins", "resource-tls-v5.6.1");
    expect(statSync(link).isDirectory()).toBe(true);
    expect(realpathSync(join(link, "pulumi-resource-tls"))).toBe(realpathSync(join(vendors, "pulumi-resource-tls")));

    rmSync(vendors, { recursive: true });
    expect(install(program({ tls: "5.0.0" }))).toContain("tls");
    expect(installed("tls")).toEqual(["resource-tls-v5.0.0", "resource-tls-v999.0.0"]);
  });

  it("give way to the vendor's plugin on PATH", () => {
    writeFileSync(join(environment.PATH!, "pulumi-resource-cloudflare"), "", { mode: 0o755 });
    expect(install()).toEqual(["digitalocean", "hcloud", "linode", "tls"]);
    expect(installed("cloudflare")).toEqual([]);
  });

  it("are not taken for the vendor's by another local cloud", () => {
    install();
    environment.PULUMI_HOME = pulumiHome();
    const other = installStandIns({ pulumiHome: join(folder, "other"), node: process.execPath, packageRoot: process.cwd(), host: folder, environment });
    expect(other).toEqual(["cloudflare", "digitalocean", "hcloud", "linode", "tls"]);
  });

  it("leave plugins alone that they did not make", () => {
    const own = vendorPlugin(join(pulumiHome(), "plugins"), "tls", "1.0.0");
    install();
    expect(readFileSync(join(own, "pulumi-resource-tls"), "utf8")).toContain("vendor");
  });
});
