import { readFileSync } from "node:fs";
import { get } from "node:https";
import { meanwhile } from "../../localcloud/stage/execution/meanwhile";
import { Agent } from "../support/agent";
import { check } from "../support/check";
import { Droplet } from "../support/droplets";
import { makeZone, onHost } from "../support/local-cloud";
import { localSite, Stack } from "../support/program";
import { fingerprint } from "../../components/shared/execution/ssh";
import type { HostSecrets } from "../../components/host/common/host-secrets";
import type { SiteConfig } from "../../components/site/site-config";

const zone = "existing.test";
const limit = 600_000;

/** What the machine's owner has there: nginx with a site over HTTPS, and a certificate that certbot keeps. */
const shop = `set -e
export DEBIAN_FRONTEND=noninteractive
apt-get -q update > /dev/null
apt-get -q install -y --no-install-recommends nginx curl openssl unattended-upgrades > /dev/null
openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN=shop.test -keyout /etc/ssl/shop.key -out /etc/ssl/shop.pem 2> /dev/null
mkdir -p /var/www/shop /etc/letsencrypt/live/shop.test
echo "the shop" > /var/www/shop/index.html
cat > /etc/nginx/sites-enabled/shop << END
server {
  listen 80;
  listen [::]:80;
  listen 443 ssl;
  listen [::]:443 ssl;
  server_name shop.test;
  ssl_certificate /etc/ssl/shop.pem;
  ssl_certificate_key /etc/ssl/shop.key;
  root /var/www/shop;
}
END
systemctl enable --quiet nginx.service
systemctl restart nginx.service`;

/** Names, modes, owners and contents below /etc. */
const listing = "cd /etc && find . -printf '%y %m %U:%G %p %l\\n' | sort && find . -type f -exec sha256sum {} + | sort -k 2";

/** A machine that tlsup has not made. */
describe("a site on a machine that is there already", () => {
  let droplet: Droplet;
  let stack: Stack;

  const configure = (changes: Partial<SiteConfig> = {}, host: object = {}, hostSecrets?: HostSecrets): Promise<void> =>
    stack.configure({
      site: localSite(`blog.${zone}`, { host: { provider: "existing", address: droplet.address, ...host }, ...changes }),
      hostSecrets: hostSecrets ?? { privateKey: readFileSync(droplet.keyFile, "utf8") },
    });

  beforeAll(async () => {
    [droplet] = await Promise.all([Droplet.create("existing"), makeZone(zone)]);
    await droplet.run("cloud-init status --wait > /dev/null");
    await droplet.run(shop);
    stack = await Stack.create("existing");
  }, 180_000);
  afterAll(async () => {
    await stack.dispose();
    await droplet.remove();
  }, 180_000);

  /** What visitors of the owner's site get while `action` runs. */
  async function shopVisitors(action: () => Promise<unknown>): Promise<string[]> {
    const seen = new Set<string>();
    const visit = async (): Promise<void> => {
      seen.add(await visitShop(droplet.address));
    };
    await meanwhile(50, visit, action);
    return [...seen];
  }

  test(
    "comes up, stays as it is, is changed and goes, and the machine stays",
    async () => {
      await configure();
      const preview = await stack.expect("preview");
      const print = fingerprint((await droplet.destination()).hostKey);
      expect(preview).toContain("finds nginx.service on ports 80 and 443");
      expect(preview).toContain("finds a certificate of certbot: shop.test");
      expect(preview).toContain(`uses the machine at ${droplet.address}, which runs Debian 12; what is on it stays its owner's`);
      expect(preview).toContain(`${droplet.address} shows the host key ${print}, which is accepted from now on, and no other`);
      const before = await droplet.run(listing);
      const answers = await shopVisitors(async () => {
        await stack.up();
        expect(await check("existing", stack.program)).toEqual({ code: 0, findings: [] });
        await stack.expect("preview", "--refresh", "--expect-no-changes");
        await configure({ server: { kind: "nginx", maxBodySize: "5m" } });
        await stack.up();
        await stack.expect("preview", "--refresh", "--expect-no-changes");
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

  test("that runs another system than `image` says is refused by a preview, before anything is sent", async () => {
    await configure({}, { image: "debian-13-x64" });
    const { code, output } = await stack.run("preview");
    expect(code).not.toBe(0);
    expect(output).toContain(`Cannot use the machine at ${droplet.address} as it must run what \`image\` says, debian-13-x64: it runs debian 12`);
  });
});

/** The status and the text of the owner's site, by a connection of its own. */
function visitShop(address: string): Promise<string> {
  return new Promise((resolve) => {
    const options = { host: address, servername: "shop.test", headers: { Host: "shop.test" }, agent: false, rejectUnauthorized: false, timeout: 20_000 };
    get(options, (response) => {
      let text = "";
      response
        .setEncoding("utf8")
        .on("data", (part: string) => (text += part))
        .on("end", () => resolve(`${String(response.statusCode)} ${text.trim()}`));
    })
      .once("timeout", () => resolve("no answer within 20 s"))
      .once("error", (error) => resolve(error.message));
  });
}
