import { readFileSync } from "node:fs";
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
    stack = await Stack.create("existing");
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
      expect(preview).toContain(`uses the machine at ${droplet.address}, which runs Debian 12; what is on it stays its owner's`);
      expect(preview).toContain(`${droplet.address} shows the host key ${print}, which is accepted from now on, and no other`);
      await stack.up();
      expect(await check("existing", stack.program)).toEqual({ code: 0, findings: [] });
      await stack.expect("preview", "--refresh", "--expect-no-changes");
      await configure({ server: { kind: "nginx", maxBodySize: "5m" } });
      await stack.up();
      await stack.expect("preview", "--refresh", "--expect-no-changes");
      await stack.expect("destroy", "--yes", "--skip-preview");
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
