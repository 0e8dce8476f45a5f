import { push, remove } from "../../components/release/push/execution/push";
import type { Release } from "../../components/release/common/release";
import { Droplet, type KeyedDestination } from "../support/droplets";
import { nginxRelease } from "../support/release";

const domain = "given.example.test";

/** What the host's owner did before and meanwhile, once a site is gone. */
describe("a host that a site leaves", () => {
  let droplet: Droplet;
  let destination: KeyedDestination;

  beforeAll(async () => {
    droplet = await Droplet.create("given-back");
    destination = await droplet.destination();
    await droplet.run("export DEBIAN_FRONTEND=noninteractive; apt-get update -q > /dev/null && apt-get install -qy --no-install-recommends nginx > /dev/null");
  }, 240_000);
  afterAll(() => droplet.remove(), 60_000);

  const gone = (): Promise<void> => remove(destination, { site: domain, domain, aliases: {} });

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
      await gone();
      expect(await stateOf()).toBe(`inactive\n${state}`);
      await droplet.run(`systemctl unmask ${option}${unit}`);
    },
    120_000,
  );
});
