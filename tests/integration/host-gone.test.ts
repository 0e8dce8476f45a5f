import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { digitalOcean } from "../support/droplets";
import { onHost } from "../support/local-cloud";
import { repositoryProgram, Stack } from "../support/program";

const domain = "gone.test";

/** What an administrator of one machine writes, without a word about what goes along with it. */
const program = (withSite: boolean): string => `import { HttpsServer, SelfSignedCertificate, Vps } from "tlsup";

const vps = new Vps("gone", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } });
export const address = vps.address;
const certificate = new SelfSignedCertificate("gone", { dnsNames: ["${domain}"] });
${
  withSite
    ? `new HttpsServer("gone", { domain: "${domain}", access: vps.access, certificate, server: { kind: "nginx" }, application: ` +
      `{ kind: "demo" }, edgeRanges: [] });`
    : "export const { trust } = certificate;"
}
`;

/** A machine that runs, and whose SSH server does not answer. */
describe("a host that does not answer", () => {
  const folder = repositoryProgram();
  let stack: Stack;
  const write = (text: string): void => {
    rmSync(join(folder, "index.ts"));
    writeFileSync(join(folder, "index.ts"), text);
  };
  const address = async (): Promise<string> => (await stack.outputs()).address as string;
  const releases = async (): Promise<number> => (await stack.resources("tlsup:index:Release")).length;
  const silence = async (): Promise<void> => void onHost(await address(), "systemctl stop ssh.service");

  beforeAll(async () => {
    write(program(true));
    stack = await Stack.create("gone", folder);
    await stack.up();
    await silence();
  }, 180_000);
  afterAll(() => stack.dispose());

  test("is no host without changes for a refresh, which says that it could not be looked at, and goes on", async () => {
    const { code, output } = await stack.run("preview", "--refresh", "--expect-no-changes");
    expect(code).not.toBe(0);
    expect(output).toMatch(/could not be looked at: Cannot connect to [\d.]+:22/);
    await stack.expect("refresh", "--yes");
  });

  test("keeps a release from being forgotten: the error names the host and what to do, and the next run takes the release off", async () => {
    write(program(false));
    const { code, output } = await stack.run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toMatch(/Cannot take .* off [\d.]+ as the host must answer.*pulumi state delete/);
    expect(await releases()).toBe(1);
    onHost(await address(), "systemctl start ssh.service");
    await stack.up();
    expect(await releases()).toBe(0);
    expect(onHost(await address(), "ls /opt/tlsup 2> /dev/null | grep -c gone || true").trim()).toBe("0");
  }, 240_000);

  test("is replaced, and destroyed, all the same: what is on it goes along with the machine", async () => {
    write(program(true));
    await stack.up();
    const first = await address();
    await silence();
    const [droplet] = await stack.resources("digitalocean:index/droplet:Droplet");
    await stack.up("--replace", droplet?.urn ?? "");
    expect(await address()).not.toBe(first);
    expect(await releases()).toBe(1);
    await silence();
    await stack.expect("destroy", "--yes", "--skip-preview");
  }, 300_000);

  test("is made anew after somebody deleted it at its vendor: what was on it is gone as well, and need not be taken off", async () => {
    await stack.up();
    const [first, [droplet]] = [await address(), await stack.resources("digitalocean:index/droplet:Droplet")];
    await digitalOcean("DELETE", `droplets/${droplet?.id ?? ""}`);
    await stack.up("--refresh");
    expect(await address()).not.toBe(first);
    expect(await releases()).toBe(1);
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  }, 300_000);

  test("is destroyed after somebody deleted it at its vendor, by a run that refreshes first", async () => {
    await stack.up();
    const [droplet] = await stack.resources("digitalocean:index/droplet:Droplet");
    await digitalOcean("DELETE", `droplets/${droplet?.id ?? ""}`);
    await stack.expect("destroy", "--yes", "--skip-preview", "--refresh");
    expect(await stack.resources("digitalocean:index/droplet:Droplet")).toEqual([]);
  }, 300_000);
});
