import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent } from "../support/agent";
import { check } from "../support/check";
import { Droplet } from "../support/droplets";
import { cloudflare, makeZone, onHost, status } from "../support/local-cloud";
import { apacheAddressFile, apacheOfOwner, apacheOfOwnerAt, database, listing, nginxOfOwner, shopVisitors, zone } from "../support/owned-machines";
import { localSite, programNamed, Stack } from "../support/program";
import { fingerprint } from "../../components/shared/execution/ssh";
import type { HostSecrets } from "../../components/host/common/host-secrets";
import type { CertificateSource } from "../../components/certificate/sources";
import type { SiteConfig } from "../../components/site/site-config";

const limit = 600_000;

type Changes = { readonly [Key in keyof SiteConfig]?: SiteConfig[Key] | undefined };

/** A machine that tlsup has not made. */
describe("a site on a machine that is there already", () => {
  let droplet: Droplet;
  let stack: Stack;

  const certificate: CertificateSource = {
    source: "certbot",
    challenge: "http-01",
    directory: status().acme.directoryForHosts,
    root: { file: status().roots.acme },
  };
  const configure = (changes: Changes = {}, host: object = {}, hostSecrets?: HostSecrets): Promise<void> =>
    stack.configure({
      site: { ...localSite(`blog.${zone}`), host: { provider: "existing", address: droplet.address, ...host }, ...changes },
      hostSecrets: hostSecrets ?? { privateKey: readFileSync(droplet.keyFile, "utf8") },
    });

  let beside: Promise<void>;

  beforeAll(async () => {
    [droplet] = await Promise.all([Droplet.create("existing"), makeZone(zone)]);
    await droplet.run("cloud-init status --wait > /dev/null");
    const [{ id = "" } = {}] = (await cloudflare().zones.list({ name: zone })).result;
    const { id: record } = await cloudflare().dns.records.create({
      zone_id: id,
      type: "A",
      name: `shop.${zone}`,
      content: droplet.address,
      ttl: 60,
      proxied: false,
    });
    await droplet.run(nginxOfOwner(readFileSync(status().roots.acme, "utf8"), status().acme.directoryForHosts));
    // tlsup check would warn of a record that shows the origin.
    await cloudflare().dns.records.delete(record, { zone_id: id });
    stack = await Stack.create("existing");
    beside = besideApache();
    beside.catch(() => undefined);
  }, 180_000);
  afterAll(async () => {
    await stack.dispose();
    await droplet.remove();
  }, 180_000);

  test(
    "comes up, stays as it is, is changed and goes, and the machine stays",
    async () => {
      await configure();
      const preview = await stack.expect("preview");
      const print = fingerprint((await droplet.destination()).hostKey);
      expect(preview).toContain("finds nginx.service on ports 80 and 443");
      expect(preview).toContain(`finds a certificate of certbot: shop.${zone}`);
      expect(preview).toContain(`uses the machine at ${droplet.address}, which runs Debian 12; what is on it stays its owner's`);
      expect(preview).toContain(`${droplet.address} shows the host key ${print}, which is accepted from now on, and no other`);
      const before = await droplet.run(listing);
      const answers = await shopVisitors(droplet, async () => {
        await configure({ server: { kind: "nginx", upstream: "http://127.0.0.1:9" }, application: undefined });
        expect(await stack.run("up", "--yes", "--skip-preview")).toMatchObject({ code: 1, output: expect.stringContaining("It was rolled back") as string });
        expect((await droplet.run(listing)).split("\n")).toEqual(before.split("\n"));
        await configure();
        await stack.up();
        expect(await check("existing", stack.program)).toEqual({ code: 0, findings: [] });
        await stack.expect("preview", "--refresh", "--expect-no-changes");
        await configure({ server: { kind: "nginx", maxBodySize: "5m" } });
        await stack.up();
        await stack.expect("preview", "--refresh", "--expect-no-changes");
        await configure({ certificate });
        await stack.up();
        await stack.expect("destroy", "--yes", "--skip-preview");
      });
      expect(answers).toEqual(["200 the shop"]);
      expect((await droplet.run(listing)).split("\n")).toEqual(before.split("\n"));
      expect(await droplet.status()).toBe("active");
      expect(onHost(droplet.address, "ls -d /opt/tlsup 2> /dev/null || true")).toBe("");
    },
    limit,
  );

  test(
    "is refused in words for a name that a site of the owner's has, and for a certificate whose CA would find the owner's server",
    async () => {
      const before = await droplet.run(listing);
      const answers = await shopVisitors(droplet, async () => {
        await configure({ domain: `shop.${zone}` });
        const taken = await stack.run("up", "--yes", "--skip-preview");
        expect(taken.output).toContain(`shop.${zone} is served by the site in /etc/nginx/conf.d/shop.conf. What the host serves was not touched`);
        await configure({ certificate });
        const asked = await stack.run("up", "--yes", "--skip-preview");
        expect(asked.output).toMatch(
          /: the host said "the web server on port 80 must serve .* it answers 404\. Let it, take dns-01, or begin with self-signed/,
        );
        await stack.expect("destroy", "--yes", "--skip-preview");
      });
      expect(answers).toEqual(["200 the shop"]);
      expect((await droplet.run(listing)).split("\n")).toEqual(before.split("\n"));
    },
    limit,
  );

  test(
    "is reached by a user whose sudo asks for a password, with an agent's key, through a jump host",
    async () => {
      const password = "canary-of-sudo";
      await droplet.run(
        "useradd --create-home --shell /bin/bash admin && install -d -o admin -m 0700 /home/admin/.ssh && " +
          "install -o admin -m 0600 /root/.ssh/authorized_keys /home/admin/.ssh/ && usermod --append --groups sudo admin && " +
          `echo admin:${password} | chpasswd && echo 'Defaults lecture=always' > /etc/sudoers.d/lecture`,
      );
      const { hostKey } = await droplet.destination();
      const agent = await Agent.start(droplet.keyFile);
      const logged = stack.with({ SSH_AUTH_SOCK: agent.socket });
      try {
        const login = { hostKey, user: "admin", via: { address: droplet.address, hostKey } };
        await configure({}, login, { sudoPassword: password });
        await logged.up();
        expect(await check("existing", stack.program)).toEqual({ code: 0, findings: [] });
        await logged.expect("preview", "--refresh", "--expect-no-changes");
        expect(await droplet.run("sort -u /opt/tlsup/*/current/.tlsup/arrival")).toBe(droplet.address);
        expect(await logged.state()).not.toContain(password);
        expect(await droplet.run(`journalctl --no-pager | grep -c ${password} || true`)).toBe("0");
        expect(await droplet.run("journalctl --no-pager --unit ssh")).toContain(`Accepted publickey for admin from ${droplet.address}`);
        await configure({ server: { kind: "nginx", maxBodySize: "6m" } }, login, { sudoPassword: "wrong" });
        const { code, output } = await logged.run("up", "--yes", "--skip-preview");
        expect(code).not.toBe(0);
        expect(output).toContain(`Cannot work on ${droplet.address} as the SSH user admin must be root, or use sudo with the given password: `);
        await configure({}, login, { sudoPassword: password });
        await logged.up();
        await logged.expect("destroy", "--yes", "--skip-preview");
      } finally {
        agent.stop();
      }
    },
    limit,
  );

  test(
    "that was installed anew has its site again, also when the first run after that failed: the release of before is known to be gone",
    async () => {
      const up = async (snippet = ""): Promise<string> => {
        await configure({ server: { kind: "nginx", ...(snippet !== "" && { snippet }) } }, { hostKey: (await droplet.destination()).hostKey });
        return (await stack.run("up", "--yes", "--skip-preview")).output;
      };
      await up();
      await droplet.installAnew();
      expect(await up("nonsense;")).toContain("the server's own check refused it");
      expect(await up()).toMatch(/was not taken off .*, where another machine answers by now/);
      await stack.expect("preview", "--refresh", "--expect-no-changes");
      await stack.expect("destroy", "--yes", "--skip-preview");
    },
    limit,
  );

  test("that a key with a passphrase cannot reach is refused by a preview, as is a public key", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tlsup-keys-"));
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "a passphrase", "-f", join(folder, "key")]);
    for (const [file, said] of [
      ["key", "Encrypted private OpenSSH key detected, but no passphrase given"],
      ["key.pub", "it is a public key"],
    ] as const) {
      await configure({}, {}, { privateKey: readFileSync(join(folder, file), "utf8") });
      const { code, output } = await stack.run("preview");
      expect(code).not.toBe(0);
      expect(output).toContain(
        `Cannot log in to ${droplet.address} as the SSH key must be a private one without a passphrase, in PEM or OpenSSH form: ${said}`,
      );
    }
    rmSync(folder, { recursive: true });
  });

  test("that runs another system than `image` says is refused by a preview, before anything is sent", async () => {
    await configure({}, { image: "debian-13-x64" });
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toContain(`Cannot use the machine at ${droplet.address} as it must run what \`image\` says, debian-13-x64: it runs debian 12`);
  });

  test("with Apache and PostgreSQL of the owner's, while the other machine was worked on: both go on, and are as they were in the end", () => beside, limit);
});

/** A site and a database on the machine with Apache, from the first preview to the end. */
async function besideApache(): Promise<void> {
  const droplet = await Droplet.create("existing-apache");
  const stack = await Stack.create("existing-apache", programNamed("beside"));
  const configure = (changes: Changes = {}, port = 2222): Promise<void> =>
    stack.configure({
      site: {
        ...localSite(`news.${zone}`, { server: { kind: "apache" } }),
        host: { provider: "existing", address: droplet.address, port },
        ...changes,
      },
      hostSecrets: { privateKey: readFileSync(droplet.keyFile, "utf8") },
    });
  const refused = async (): Promise<string> => (await stack.run("up", "--yes", "--skip-preview")).output;
  try {
    await droplet.run("cloud-init status --wait > /dev/null");
    await droplet.run(apacheOfOwner);
    const [before, running] = [await droplet.run(listing), await droplet.run(database)];
    const answers = await shopVisitors(droplet, async () => {
      await configure({ services: [{ kind: "postgresql" }] });
      const preview = await stack.expect("preview");
      expect(preview).toContain("finds apache2.service on ports 80 and 443");
      expect(preview).toContain("finds postgresql@15-main.service on port 5432");
      await droplet.run(apacheOfOwnerAt(droplet.address));
      expect(await refused()).toContain(`the certificate served for news.${zone} on port 443 of ${droplet.address} has the SHA-256`);
      await droplet.run(`rm ${apacheAddressFile}; systemctl reload apache2`);
      await stack.up();
      expect(await droplet.run(database)).toBe(running);
      await configure({ server: { kind: "nginx" } });
      expect(await refused()).toContain("port 80 is held by apache2.service; port 443 is held by apache2.service");
      await configure({ services: [{ kind: "postgresql", serverName: `db.${zone}`, from: ["203.0.113.0/24"] }] });
      await stack.up();
      expect((await droplet.run(database)).split("\n").at(-1)).toBe("2");
      // The machine with the databases stays the same.
      await configure({ services: [{ kind: "postgresql", serverName: `db.${zone}`, from: ["203.0.113.0/24"] }] }, 22);
      expect(await stack.expect("preview")).not.toContain("which is accepted from now on");
      await stack.up();
      await stack.expect("destroy", "--yes", "--skip-preview");
      await configure({ domain: `shop.${zone}` });
      expect(await refused()).toContain(`shop.${zone} is served by the site in /etc/apache2/sites-enabled/www-shop.conf`);
      await stack.expect("destroy", "--yes", "--skip-preview");
    });
    expect(answers).toEqual(["200 the shop"]);
    expect((await droplet.run(listing)).split("\n")).toEqual(before.split("\n"));
    expect((await droplet.run(database)).split("\n").at(-1)).toBe("1");
    expect(await droplet.run("runuser -u postgres -- psql -Atqc 'select id from orders'")).toBe("7");
  } finally {
    await stack.dispose();
    await droplet.remove();
  }
}
