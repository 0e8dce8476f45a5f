import { readFileSync } from "node:fs";
import type { SiteConfig } from "../../components/site/site-config";
import { Droplet, until } from "../support/droplets";
import { makeZone, onHost } from "../support/local-cloud";
import { localSite, Stack } from "../support/program";

const limit = 300_000;
const [domain, other] = ["blog.lost.test", "other.lost.test"];

/** A site on its owner's machine, which stays when the site goes. */
describe("a site whose connection is lost while its host changes over", () => {
  let droplet: Droplet;
  let stack: Stack;

  const configure = (name: string, changes: Partial<SiteConfig> = {}): Promise<void> =>
    stack.configure({
      site: localSite(name, { host: { provider: "existing", address: droplet.address }, ...changes }),
      hostSecrets: { privateKey: readFileSync(droplet.keyFile, "utf8") },
    });
  const larger: Partial<SiteConfig> = { server: { kind: "nginx", maxBodySize: "5m" } };
  const inForce = (): string => onHost(droplet.address, "nginx -T 2> /dev/null | grep -E 'server_name|client_max_body_size'");

  /** Fails, as the connection is cut off; the host finishes by itself. */
  async function lose(): Promise<void> {
    const cut = "until grep -qs . /opt/tlsup/*/.pending; do sleep 0.02; done; pkill -KILL -f '^sshd.*: root@notty'";
    onHost(droplet.address, `systemd-run --quiet --collect bash -c ${JSON.stringify(cut)}`);
    expect(await stack.run("up", "--yes", "--skip-preview")).toMatchObject({
      code: 1,
      output: expect.stringContaining("it was lost while a command ran") as string,
    });
    await until(
      () => droplet.run("systemctl list-units --plain --no-legend 'tlsup-activate*'"),
      (units) => units === "",
    );
  }

  async function expectNothingLeft(): Promise<void> {
    await stack.expect("destroy", "--yes", "--skip-preview");
    expect(onHost(droplet.address, "find / -xdev -path /proc -prune -o -name '*tlsup*' -print; systemctl is-active nginx.service || true")).toBe("inactive\n");
  }

  beforeAll(async () => {
    [droplet] = await Promise.all([Droplet.create("lost"), makeZone("lost.test")]);
    await droplet.run("cloud-init status --wait > /dev/null");
    stack = await Stack.create("lost");
  }, limit);
  afterAll(async () => {
    await stack.dispose();
    await droplet.remove();
  }, limit);

  test(
    "a first push that loses its connection leaves nothing on the host when the site is destroyed",
    async () => {
      await configure(domain);
      await lose();
      expect(inForce()).toContain(domain);
      await expectNothingLeft();
    },
    limit,
  );

  test.each<[string, string, Partial<SiteConfig>]>([
    ["a push that loses its connection is made up for by the next run, also when the program is back at what it was", domain, larger],
    ["a push of another domain that loses its connection is undone when the program is back at the former domain", other, {}],
  ])(
    "%s",
    async (_what, name, changes) => {
      await configure(domain);
      await stack.up();
      const before = inForce();
      await configure(name, changes);
      await lose();
      expect(inForce()).not.toBe(before);
      await configure(domain);
      await stack.up();
      expect(inForce()).toBe(before);
      await stack.expect("preview", "--refresh", "--expect-no-changes");
    },
    limit,
  );

  test(
    "a push of another name that loses its connection and is rolled back leaves nothing on the host when the site is destroyed",
    async () => {
      await configure(domain);
      await stack.up();
      const before = inForce();
      const broken = { healthPath: "/broken", snippet: "location = /broken { return 500; }" };
      await configure(domain, { aliases: [{ name: "www.lost.test" }], server: { kind: "nginx", ...broken } });
      await lose();
      expect(inForce()).toBe(before);
      await expectNothingLeft();
    },
    limit,
  );

  test(
    "a push of another domain that loses its connection leaves nothing on the host when the site is destroyed",
    async () => {
      await configure(other);
      await lose();
      expect(inForce()).toContain(other);
      await expectNothingLeft();
    },
    limit,
  );
});
