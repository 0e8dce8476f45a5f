import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applicationSecrets, planApplication } from "../../components/application/application";
import type { CertificateSource } from "../../components/certificate/sources";
import { push } from "../../components/release/push/execution/push";
import { asset } from "../../components/shared/execution/asset";
import { ensureHostImage } from "../../localcloud/image/image";
import { distributions } from "../../localcloud/image/system";
import { inDays, make, type Made } from "../support/certificate-maker";
import { suggestNow } from "../support/ca-management";
import { duePerCertbot } from "../support/certbot-due";
import { Droplet } from "../support/droplets";
import { alsoOnHost, makeZone, onHost, status, visit } from "../support/local-cloud";
import { localSite, Stack } from "../support/program";
import { domain, doors, name, serviceRelease } from "../support/service-host";
import { servedBy, type Server } from "../support/tls-clients";
import { inTurn } from "../support/turns";
import { webServers } from "../support/web-release";

/** Not every machine that has a mirror of Debian reaches Ubuntu's archive. */
const { keyring } = distributions["ubuntu-24.04"];
const hasUbuntu = spawnSync("curl", ["--silent", "--fail", "--head", "--location", "--max-time", "30", keyring?.url ?? ""]).status === 0;

/** Those that no other test boots. */
const systems = [
  { image: "debian-13-x64", release: "debian-13" },
  ...(hasUbuntu ? [{ image: "ubuntu-24-04-x64", release: "ubuntu-24.04" } as const] : []),
] as const;

if (!hasUbuntu) {
  test("a host of Ubuntu is not made where its archive cannot be reached, and the error says where it is", async () => {
    await expect(ensureHostImage("ubuntu-24.04", () => undefined)).rejects.toThrow("https://archive.ubuntu.com/");
  }, 300_000);
}

/** As long as it may be: paths on the host have it in them. */
const site = `${"s".repeat(200)}.services.tlsup`;

const demo = { kind: "demo" } as const;

describe.each(systems)("a host with $image", ({ image, release }) => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-systems-"));
  const roots = join(folder, "root.pem");
  let authority: Made;

  beforeAll(async () => {
    authority = await make({ subject: "CN=Root of the systems", isAuthority: true, notAfter: inDays(3650) });
    writeFileSync(roots, authority.certificate);
    // The first machine would wait for it longer than tests wait for a machine.
    await ensureHostImage(release, () => undefined);
  }, 900_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  describe("serves", () => {
    const platform = { release };
    let droplet: Droplet;
    let server: Server;

    beforeAll(async () => {
      droplet = await Droplet.create("systems", { image });
      server = { name, address: droplet.address, roots };
    });
    afterAll(() => droplet.remove());

    test.each(inTurn(webServers))(
      "by %s an application, and by every service the same new certificate",
      async (kind) => {
        const application = planApplication(demo, { site, platform, isRunByServer: kind === "gunicorn", asset, folder: undefined });
        const sent = await serviceRelease(authority, { site, domain, platform, server: { kind }, application, asset });
        await push(await droplet.destination(), { ...sent, secrets: { ...sent.secrets, ...applicationSecrets(demo, {}) } });
        // MariaDB greets only from where an account may come.
        await droplet.run(`mariadb --skip-ssl --execute="create user if not exists app@'%'"`);
        const served = await Promise.all(doors.map(([protocol, port]) => servedBy({ ...server, name: port === 443 ? domain : name }, protocol, port)));
        expect(served).toEqual(doors.map(() => sent.certificate.sha256));
        const curl = ["--silent", "--fail", "--cacert", roots, "--resolve", `${domain}:443:${droplet.address}`, `https://${domain}/`];
        expect(execFileSync("curl", curl, { encoding: "utf8" })).toContain("Hello");
      },
      400_000,
    );
  });

  describe("keeps its certificate", () => {
    const zone = `${release.replace(".", "-")}.test`;
    const blog = `blog.${zone}`;
    const ca = () => ({ directory: status().acme.directoryForHosts, root: { file: status().roots.acme } });
    let stack: Stack;

    const bringUp = async (certificate: CertificateSource): Promise<{ readonly address: string; readonly served: string }> => {
      const host = { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", image } as const;
      await stack.configure({ site: localSite(blog, { host, certificate }) });
      await stack.up();
      await stack.expect("preview", "--expect-no-changes");
      expect((await visit(`https://${blog}/`, status())).status).toBe(200);
      const { address, servedSha256 } = await stack.chain();
      return { address, served: servedSha256 };
    };
    const newest = (address: string, file: string): string => onHost(address, `openssl x509 -in ${file} -outform DER | sha256sum | cut -c1-64`).trim();

    beforeAll(async () => {
      await makeZone(zone);
      stack = await Stack.create(zone.replace(".", "-"));
    });
    afterAll(() => stack.dispose(), 240_000);

    test("by certbot, which renews it, and does so when the CA wants it early", async () => {
      const { address, served } = await bringUp({ source: "certbot", challenge: "http-01", ...ca() });
      const live = `/etc/letsencrypt/live/${blog}/fullchain.pem`;
      const seen = [served];
      for (const command of [
        "certbot renew --force-renewal --no-random-sleep-on-renew",
        `rm -f /var/lib/private/tlsup-ari/${blog}/*; systemctl start tlsup-ari-${blog}`,
      ]) {
        suggestNow(onHost(address, `cat ${live}`));
        expect(await alsoOnHost(address, command)).toMatchObject({ code: 0 });
        const renewed = newest(address, live);
        expect(seen).not.toContain(renewed);
        expect(await servedBy({ name: blog, address, roots: status().roots.acme }, "tls", 443)).toBe(renewed);
        seen.push(renewed);
      }
      // As `tlsup calendar` has it.
      const [isShort, isLong] = await duePerCertbot(address, blog, [45, 29], [365, 100]);
      expect({ isShort, isLong }).toEqual({ isShort: true, isLong: release === "debian-13" });
    }, 400_000);

    test("by its own agent, which has obtained it", async () => {
      const { address, served } = await bringUp({ source: "lets-encrypt", renewal: "host", ...ca() });
      const live = `/var/lib/tlsup-acme/${blog}/live/fullchain.pem`;
      expect(newest(address, live)).toBe(served);
      expect(await servedBy({ name: blog, address, roots: status().roots.acme }, "tls", 443)).toBe(served);
    }, 400_000);
  });
});
