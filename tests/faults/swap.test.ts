import { push } from "../../components/release/push/execution/push";
import type { Destination } from "../../components/shared/destination";
import { Droplet } from "../support/droplets";
import { swapUnderLoad } from "../support/swap";
import { webRelease, webServers } from "../support/web-release";

const domain = "swap.example.com";

/** Row 17 of the faults: visitors come while the certificate changes. One server follows the other on the same host. */
describe("20 changes of the certificate during 4,000 handshakes", () => {
  let droplet: Droplet;
  let destination: Destination;

  beforeAll(async () => {
    droplet = await Droplet.create("swap");
    destination = await droplet.destination();
  });
  afterAll(() => droplet.remove());

  test.each(webServers)(
    "%s: none fails, and each shows the old leaf or the new one",
    async (kind) => {
      const release = await webRelease(domain, { kind }, [], { kind: "demo" });
      await push(destination, release);
      const { handshakes, failures, strangers, seconds } = await swapUnderLoad(destination, release, 20, 200);
      expect({ failures, strangers, changes: seconds.length }).toEqual({ failures: [], strangers: [], changes: 20 });
      expect(handshakes).toBeGreaterThanOrEqual(4_000);
    },
    600_000,
  );

  test("no reload of caddy's had to do without its old sockets", async () => {
    const journal = await droplet.run("journalctl --no-pager --output=cat --unit=caddy");
    expect(journal.match(/using provided configuration/g)?.length).toBeGreaterThanOrEqual(20);
    expect(journal).not.toMatch(/may be reset|Traceback/);
  });
});
