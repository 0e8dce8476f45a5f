import type { ConnectionOptions } from "node:tls";
import { meanwhile } from "../../localcloud/stage/execution/meanwhile";
import { push } from "../../components/release/push/execution/push";
import type { Destination } from "../../components/shared/destination";
import { make, type Made } from "../support/certificate-maker";
import { comeTo, resumptions, type Comeback } from "../support/comeback";
import { Droplet } from "../support/droplets";
import { openAndLocked, webServers } from "../support/web-release";

const domain = "lock.example.com";
/** How often each site is locked, and opened again. */
const rounds = 4;
const ways = Object.values(resumptions);
const clientAuth = "1.3.6.1.5.5.7.3.2";

/** Sessions outlive a reload where a cache does. What a client has from before must be of no use without a certificate, and no harm with one. */
describe("a client with a session from before", () => {
  let droplet: Droplet;
  let destination: Destination;
  let authority: Made;
  let own: ConnectionOptions;

  const come = (...options: readonly ConnectionOptions[]): Promise<Comeback> =>
    comeTo(destination.host, domain, Object.assign({}, ...options) as ConnectionOptions);
  const kept = (last?: Comeback): ConnectionOptions => (last?.session ? { session: last.session } : {});

  beforeAll(async () => {
    droplet = await Droplet.create("lock");
    destination = await droplet.destination();
    authority = await make({ subject: "CN=clients", isAuthority: true });
    const { certificate: cert, key } = await make({ subject: "CN=client", issuer: authority, uses: [clientAuth] });
    own = { cert, key };
  });
  afterAll(() => droplet.remove());

  describe.each(webServers)("%s", (kind) => {
    test("is refused without a certificate once the site is locked, and served with one", async () => {
      const [open, locked] = await openAndLocked(domain, { kind }, authority);
      await push(destination, open);
      const first = await Promise.all(ways.map((way) => come(way)));
      const second = await Promise.all(ways.map((way, i) => come(way, kept(first[i]))));
      expect(second.map(({ answer }) => answer)).toEqual([200, 200, 200]);
      // Not every server has sessions by a number.
      expect(second.slice(0, 2).map(({ isResumed }) => isResumed)).toEqual([true, true]);
      await push(destination, locked);
      const without = await Promise.all(ways.map((way, i) => come(way, kept(second[i]))));
      expect(without.map(({ answer }) => typeof answer)).toEqual(["string", "string", "string"]);
      const shown = await Promise.all(ways.map((way, i) => come(way, own, kept(second[i]))));
      expect(shown.map(({ answer }) => answer)).toEqual([200, 200, 200]);
    }, 240_000);

    test("is served, as a new one is, while the site is opened and locked again and again", async () => {
      const [open, locked] = await openAndLocked(domain, { kind }, authority);
      // By turns a new client, and each of those that come back.
      const last: Comeback[] = [];
      const lost: (number | string)[] = [];
      let visits = 0;
      const visitor = async (): Promise<void> => {
        const turn = visits % (ways.length + 1);
        visits += 1;
        const came = await come(own, ways[turn] ?? {}, turn < ways.length ? kept(last[turn]) : {});
        last[turn] = came;
        if (came.answer !== 200) lost.push(came.answer);
      };
      await meanwhile(10, visitor, async () => {
        for (let round = 0; round < rounds; round += 1) for (const release of [open, locked]) await push(destination, release);
      });
      expect(lost).toEqual([]);
      expect(visits).toBeGreaterThanOrEqual(100);
    }, 600_000);
  });
});
