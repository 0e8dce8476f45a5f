import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cloudflare, makeZone, onHost } from "../support/local-cloud";
import { localSite, Stack } from "../support/program";
import { servedBy } from "../support/tls-clients";

const domain = "blog.mail-site.test";
const name = "mail.mail-site.test";

describe("a site with a service, by the engine", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-mail-site-"));
  const roots = join(folder, "root.pem");
  let stack: Stack;
  let zone: string;
  const records = async () => (await cloudflare().dns.records.list({ zone_id: zone, type: "A" })).result.map((record) => [record.name, record.proxied]).sort();
  const published = async () => (await cloudflare().dns.records.list({ zone_id: zone, type: "SSHFP" })).result.map(({ content }) => content);

  beforeAll(async () => {
    zone = await makeZone("mail-site.test");
    stack = await Stack.create("mail-site");
    const proxy = { provider: "cloudflare", ssl: "full", sshfp: true } as const;
    await stack.configure({ site: localSite(domain, { proxy, services: [{ kind: "dovecot", serverName: name }] }) });
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await stack.dispose();
  }, 240_000);

  test("is refused in words while its zone is not signed, if it is to publish the host's SSH key there", async () => {
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toContain(`Cannot publish the SSH key of ${name} as its zone must be signed`);
    await cloudflare().dns.dnssec.edit({ zone_id: zone, status: "active" });
  });

  test("serves both from one certificate, each by a record of its own kind, and opens what the service needs", async () => {
    await stack.up();
    const address = (await stack.outputs()).address as string;
    writeFileSync(roots, onHost(address, `cat /opt/tlsup/${domain}/current/tls/fullchain.pem`));
    expect(await servedBy({ name, address, roots }, "tls", 993)).toBe((await stack.chain()).servedSha256);
    expect(await records()).toEqual([
      [domain, true],
      [name, false],
    ]);
    expect(await published()).toEqual(
      onHost(address, `for key in $(sshd -T | sed -n 's/^hostkey //p'); do ssh-keygen -r ${name} -f $key.pub; done`).match(/(?<=SSHFP )\d+ 2 .*/g),
    );
    expect(onHost(address, "ss -Hltn 'sport = :143' | wc -l").trim()).not.toBe("0");
    await expect(servedBy({ name, address, roots }, "imap", 143)).rejects.toThrow();
    await stack.expect("preview", "--refresh", "--expect-no-changes");
  }, 240_000);

  test("takes the service off again", async () => {
    await stack.configure({ site: localSite(domain) });
    await stack.up();
    expect(onHost((await stack.outputs()).address as string, "ls /etc/dovecot/conf.d/ | grep tlsup || true").trim()).toBe("");
    expect(await records()).toEqual([[domain, true]]);
    expect(await published()).toEqual([]);
  }, 240_000);
});
