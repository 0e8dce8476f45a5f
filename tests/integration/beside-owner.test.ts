import { planRelease } from "../../components/deployment/plan";
import type { Release } from "../../components/release/common/release";
import { push } from "../../components/release/push/execution/push";
import { Droplet, type KeyedDestination } from "../support/droplets";
import { withNewCertificate } from "../support/web-release";

const domain = "beside.example.test";
const limit = 240_000;

/** What the owner of a host has on it, and does on it, while tlsup's sites come and go. */
describe("what an owner has on a host", () => {
  let droplet: Droplet;
  let destination: KeyedDestination;
  const install = (names: string): Promise<string> =>
    droplet.run(`DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends ${names} > /dev/null`);
  const uninstall = (names: string): Promise<string> => droplet.run(`DEBIAN_FRONTEND=noninteractive apt-get remove -qy ${names} > /dev/null`);
  const send = async (release: Promise<Release>): ReturnType<typeof push> => push(destination, await release);

  beforeAll(async () => {
    droplet = await Droplet.create("beside-owner");
    destination = await droplet.destination();
    await droplet.run(
      `cloud-init status --wait > /dev/null; apt-get update -q > /dev/null; systemd-run --quiet --unit=upstream python3 -m http.server 8000 --bind 127.0.0.1`,
    );
  }, limit);
  afterAll(() => droplet.remove(), limit);

  test(
    "a package of the owner's that excludes one of tlsup's stays, and is named",
    async () => {
      await install("proftpd-core");
      await droplet.run("sed -i 's/^Port.*/Port 2121/' /etc/proftpd/proftpd.conf; systemctl restart proftpd");
      const plan = { site: domain, domain, platform: { release: "debian-12" }, application: undefined, asset: () => "", edgeRanges: [] } as const;
      const release = planRelease({ ...plan, services: [{ kind: "vsftpd" }] });
      await expect(send(withNewCertificate({ ...release, secrets: {}, certificate: { source: "release", sha256: "" } }))).rejects.toThrow(
        /the packages vsftpd could not be installed: .*would have to be removed.*: proftpd-core\b.*Remove them first, .*What the host serves was not touched/,
      );
      expect(await droplet.run("dpkg-query --show --showformat '${db:Status-Status} ' proftpd-core; systemctl is-active proftpd")).toBe("installed active");
      await uninstall("proftpd-core");
    },
    limit,
  );
});
