import { planRelease } from "../../components/deployment/plan";
import { push, remove } from "../../components/release/push/execution/push";
import type { Release } from "../../components/release/common/release";
import type { ServerSettings } from "../../components/server/servers";
import type { ServiceSettings } from "../../components/service/services";
import { cutPower, Droplet, type KeyedDestination } from "../support/droplets";
import { nginxRelease } from "../support/release";
import { withNewCertificate } from "../support/web-release";

const domain = "given.example.test";

function releaseOf(server: ServerSettings, services: readonly ServiceSettings[]): Promise<Release> {
  const plan = { site: domain, domain, platform: { release: "debian-12" }, application: undefined, asset: () => "", edgeRanges: [] } as const;
  return withNewCertificate({ ...planRelease({ ...plan, server, services }), secrets: {}, certificate: { source: "release", sha256: "" } });
}

const gone = (destination: KeyedDestination): Promise<void> => remove(destination, { site: domain, domain, aliases: {} });

/** What the host's owner did before and meanwhile, once a site is gone. */
describe("a host that a site leaves", () => {
  let droplet: Droplet;
  let destination: KeyedDestination;

  beforeAll(async () => {
    droplet = await Droplet.create("given-back");
    destination = await droplet.destination();
    await droplet.run(
      "export DEBIAN_FRONTEND=noninteractive; apt-get update -q > /dev/null && apt-get install -qy --no-install-recommends nginx postfix > /dev/null; " +
        "systemd-run --quiet --unit=upstream python3 -m http.server 8000 --bind 127.0.0.1",
    );
  }, 240_000);
  afterAll(() => droplet.remove(), 60_000);

  const mailRelease = (): Promise<Release> => releaseOf({ kind: "nginx", upstream: "http://127.0.0.1:8000" }, [{ kind: "postfix" }]);

  test.each([
    ["masked", ""],
    ["masked-runtime", "--runtime "],
  ])(
    "has its unit %s again, when the site is rolled back and when it is removed",
    async (state, option) => {
      const unit = "nginx.service";
      const stateOf = (): Promise<string> => droplet.run(`systemctl is-active ${unit}; systemctl is-enabled ${unit} || true`);
      await droplet.run(`systemctl disable --quiet --now ${unit} && systemctl mask --quiet ${option}${unit}`);
      const release = await nginxRelease(domain);
      const unproven = { ...release, probes: [...release.probes, { ...release.probes[0], port: 4444 }] } as Release;
      await expect(push(destination, unproven)).rejects.toThrow(/It was rolled back/);
      expect(await stateOf()).toBe(`inactive\n${state}`);
      await push(destination, release);
      expect(await stateOf()).toBe("active\nenabled");
      await gone(destination);
      expect(await stateOf()).toBe(`inactive\n${state}`);
      await droplet.run(`systemctl unmask ${option}${unit}`);
    },
    120_000,
  );

  test("has the original of a file that a tool of its owner's wrote in the place of tlsup's link; the edited copy is kept until then", async () => {
    const main = "/etc/postfix/main.cf";
    const original = await droplet.run(`systemctl stop postfix@-; echo '# mine' >> ${main}; sha256sum ${main}; stat --format '%F %a %U' ${main}`);
    await push(destination, await mailRelease());
    await droplet.run("postconf -e message_size_limit=7654321");
    expect(await droplet.run(`stat --format %F ${main}`)).toBe("regular file");
    await push(destination, await mailRelease());
    expect(await droplet.run(`stat --format %F ${main}; postconf -h message_size_limit`)).toBe("symbolic link\n10240000");
    expect(await droplet.run(`postconf -c /opt/tlsup/${domain}/edited/etc/postfix -h message_size_limit`)).toBe("7654321");
    await push(destination, await mailRelease());
    await gone(destination);
    expect(await droplet.run(`sha256sum ${main}; stat --format '%F %a %U' ${main}; ls -d /opt/tlsup 2> /dev/null || true`)).toBe(original);
  }, 240_000);
});

test("a host starts nothing by itself of a release that was refused, all of one in force, and nothing of one that is gone", async () => {
  const droplet = await Droplet.create("refused-units");
  try {
    const destination = await droplet.destination();
    await droplet.run("cloud-init status --wait > /dev/null");
    const enabled = (): Promise<string> =>
      droplet.run("systemctl list-unit-files --plain --no-legend --state=enabled 'apache*' 'postfix*' 'postgresql*' | cut -d ' ' -f 1");
    const release = await releaseOf({ kind: "apache", upstream: "http://127.0.0.1:80" }, [{ kind: "postfix" }, { kind: "postgresql" }]);
    await expect(push(destination, { ...release, checks: [["false"]] })).rejects.toThrow(/refused it/);
    expect(await enabled()).toBe("");
    await push(destination, release);
    expect(await enabled()).toBe("apache2.service\npostfix.service\npostgresql.service");
    await cutPower(droplet.address);
    await droplet.run("systemctl is-system-running --wait || true");
    expect(await droplet.run("systemctl is-active apache2 postfix@- postgresql@15-main")).toBe("active\nactive\nactive");
    await gone(destination);
    expect(await enabled()).toBe("");
  } finally {
    await droplet.remove();
  }
}, 400_000);
