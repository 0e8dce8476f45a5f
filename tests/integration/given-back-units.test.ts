import type { Release } from "../../components/release/common/release";
import { push, remove } from "../../components/release/push/execution/push";
import { Droplet, type KeyedDestination } from "../support/droplets";
import { nginxRelease } from "../support/release";

const domain = "unit.example.test";

const gone = (destination: KeyedDestination): Promise<void> => remove(destination, { site: domain, domain, aliases: {} });

/** A host whose owner has said how systemd treats a server's unit, before a site uses it and once the site is gone. */
describe("a host that a site leaves", () => {
  let droplet: Droplet;
  let destination: KeyedDestination;

  beforeAll(async () => {
    droplet = await Droplet.create("given-back-units");
    destination = await droplet.destination();
    await droplet.run(
      "export DEBIAN_FRONTEND=noninteractive; apt-get update -q > /dev/null && apt-get install -qy --no-install-recommends nginx > /dev/null; " +
        "mkdir /srv/own; cp /usr/lib/systemd/system/nginx.service /srv/; " +
        "systemd-run --quiet --unit=upstream python3 -m http.server 8000 --bind 127.0.0.1",
    );
  }, 240_000);
  afterAll(() => droplet.remove());

  test.each([
    ["masked", "disable", "mask nginx.service", "unmask nginx.service"],
    ["masked", "enable", "mask nginx.service", "unmask nginx.service"],
    ["masked-runtime", "disable", "mask --runtime nginx.service", "unmask --runtime nginx.service"],
    ["linked", "disable", "link /srv/nginx.service", "disable nginx.service"],
  ])("has its unit %s again, as after systemctl %s and %s, when the site is rolled back and when it is removed", async (state, before, by, undo) => {
    const unit = "nginx.service";
    const links = "find /etc/systemd/system -name nginx.service -printf '%P %l\\n' | sort";
    const stateOf = (): Promise<string> => droplet.run(`systemctl is-active ${unit}; systemctl is-enabled ${unit} || true`);
    const linksBefore = await droplet.run(`systemctl ${before} --quiet ${unit}; systemctl stop ${unit} && systemctl --quiet ${by}; ${links}`);
    const release = await nginxRelease(domain);
    const unproven = { ...release, probes: [...release.probes, { ...release.probes[0], port: 4444 }] } as Release;
    await expect(push(destination, unproven)).rejects.toThrow(/It was rolled back/);
    expect(await stateOf()).toBe(`inactive\n${state}`);
    await push(destination, release);
    expect(await stateOf()).toBe("active\nenabled");
    await gone(destination);
    expect(await stateOf()).toBe(`inactive\n${state}`);
    expect(await droplet.run(links)).toBe(linksBefore);
    await droplet.run(`systemctl --quiet ${undo}`);
  });

  test("leaves a unit running that its owner linked, and links it again", async () => {
    const state = "systemctl is-active nginx; systemctl is-enabled nginx || true; systemctl show --property=FragmentPath --value nginx";
    const before = await droplet.run(`systemctl disable --quiet nginx; systemctl link --quiet /srv/nginx.service; systemctl restart nginx; ${state}`);
    expect(before).toMatch(/^active\nlinked\n/);
    await push(destination, await nginxRelease(domain));
    await gone(destination);
    expect(await droplet.run(state)).toBe(before);
    await droplet.run("systemctl stop nginx; systemctl disable --quiet nginx");
  });

  test("loses the site although its owner has deleted the unit that was linked", async () => {
    await droplet.run("cp /srv/nginx.service /srv/own/; systemctl link --quiet /srv/own/nginx.service");
    await push(destination, await nginxRelease(domain));
    await droplet.run("rm /srv/own/nginx.service");
    await gone(destination);
    expect(await droplet.run("ls -d /opt/tlsup 2> /dev/null; systemctl is-active nginx; systemctl is-enabled nginx || true")).toBe("inactive\ndisabled");
  });
});
