import { setTimeout as sleep } from "node:timers/promises";
import type { ServerSettings } from "../../components/server/servers";
import { check } from "../support/check";
import { ListedRanges } from "../support/listed-ranges";
import { cloudflare, makeZone, onHost, status, visit } from "../support/local-cloud";
import { digitalOcean, Droplet } from "../support/droplets";
import { localSite, Stack } from "../support/program";
import { inTurn } from "../support/turns";
import { watchVisits } from "../support/visits";
import { webServers } from "../support/web-release";

const domain = "blog.lockdown.test";
const alias = "www.lockdown.test";

/** Milliseconds between two visits, and how many there are of each server at least while it is locked, follows a list and is opened. */
const pace = 15;
const least = 2000;
/** Milliseconds between two visits when nothing changes any more. */
const afterwards = 8;

/** Makes a certificate on the host that no server there believes. */
const makeForeign =
  "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=foreign -keyout /root/foreign-key.pem " +
  "-out /root/foreign.pem 2> /dev/null";

interface Question {
  readonly serverName?: string;
  readonly host?: string;
  /** What is shown: what the release's own proof shows, another certificate, or none. */
  readonly shows?: "proof" | "foreign" | "nothing";
}

/**
 * What curl gets that asks the server on its host: a status, or its own code for what failed within TLS. By HTTP/2 it would tell a refusal that follows its
 * own end of the handshake as a fault of the frames.
 */
function asked(address: string, { serverName = domain, host = domain, shows = "proof" }: Question): string {
  const folder = shows === "proof" ? `/opt/tlsup/${domain}/current/clients` : "/root";
  const shown = shows === "nothing" ? "" : `--cert ${folder}/${shows}.pem --key ${folder}/${shows}-key.pem`;
  const curl =
    `curl --http1.1 --silent --insecure ${shown} --output /dev/null --write-out '%{http_code}' --resolve ${serverName}:443:127.0.0.1 ` +
    `--header 'Host: ${host}' https://${serverName}/`;
  return onHost(address, `${curl} || echo " curl $?"`).trim();
}

/** Refused before anything was asked: by an alert in the handshake, or right after what the client takes for its end. */
const withinTls = /^000 curl (35|55|56)$/;

/** One site, from one server to the next, locked and opened while visitors come. */
describe("a site that is locked down", () => {
  let stack: Stack;
  let zone: string;
  let stranger: string;
  let listed: ListedRanges;
  /** What the edge really asks from. */
  let own: readonly string[];
  /** How many visitors of the server came, and were served. */
  let visits = 0;

  const undisturbed = async (action: () => Promise<unknown>, interval = pace): Promise<void> => {
    let answers: ReadonlyMap<number | string, number> = new Map();
    const ofAlias = await watchVisits(alias, status(), 10 * interval, async () => (answers = await watchVisits(domain, status(), interval, action)));
    expect([[...answers.keys()], [...ofAlias.keys()]]).toEqual([[200], [200]]);
    visits += answers.get(200) ?? 0;
  };
  /** What a run says of another list, while visitors come. */
  async function list(ranges: readonly string[], ...args: string[]): Promise<string> {
    listed.ranges = ranges;
    let output = "";
    await undisturbed(async () => (output = await stack.up(...args)));
    return output;
  }
  /** Whom the site's firewall admits to port 443. */
  async function admitted(): Promise<string[]> {
    const [firewall] = await stack.resources("digitalocean:index/firewall:Firewall");
    const { firewall: found } = await digitalOcean<{ firewall: { inbound_rules: { ports: string; sources: { addresses: string[] } }[] } }>(
      "GET",
      `firewalls/${firewall?.id ?? ""}`,
    );
    return (found.inbound_rules.find(({ ports }) => ports === "443")?.sources.addresses ?? []).toSorted();
  }

  beforeAll(async () => {
    zone = await makeZone("lockdown.test");
    stranger = await makeZone("stranger.test");
    listed = await ListedRanges.start();
    own = ((await cloudflare().ips.list()) as { ipv4_cidrs?: string[] }).ipv4_cidrs ?? [];
    stack = (await Stack.create("lockdown")).with(listed.environment);
  });
  afterAll(async () => {
    listed.ranges = undefined;
    await stack.dispose();
    await listed.close();
  });

  describe.each(inTurn(webServers))("%s", (kind: ServerSettings["kind"]) => {
    let address: string;
    const site = (lockdown: boolean) =>
      localSite(domain, { server: { kind } as ServerSettings, aliases: [{ name: alias, redirect: false }], ...(lockdown && { lockdown }) });
    const change = async (lockdown: boolean): Promise<void> => {
      await stack.configure({ site: site(lockdown) });
      await undisturbed(() => stack.up());
    };

    beforeAll(async () => {
      await stack.configure({ site: site(false) });
      await stack.up();
      address = String((await stack.outputs()).address);
      onHost(address, makeForeign);
      expect(asked(address, { shows: "nothing" })).toBe("200");
      visits = 0;
    }, 240_000);

    test("is locked, no visitor notices, and it is healthy to who looks from outside", async () => {
      await change(true);
      expect((await check("lockdown", stack.program, stack.environment)).findings).toEqual([]);
      if (kind === "nginx") await stack.expect("preview", "--refresh", "--expect-no-changes");
    }, 240_000);

    test("serves those who show a certificate of its own, by its own names alone", () => {
      expect(asked(address, {})).toBe("200");
      expect(asked(address, { shows: "nothing" })).toMatch(withinTls);
      expect(asked(address, { serverName: alias, host: alias })).toBe("200");
      expect(asked(address, { serverName: alias, host: alias, shows: "nothing" })).toMatch(withinTls);
      // nginx leaves it to the configuration what becomes of a certificate that it does not believe.
      expect(asked(address, { shows: "foreign" })).toMatch(kind === "nginx" ? /^403$/ : withinTls);
      expect(asked(address, { host: "other.example" })).toMatch(/^(421|403)$/);
      expect(asked(address, { serverName: "other.example", host: "other.example" })).toMatch(/^(421|403|000 curl 35)$/);
      expect(asked(address, { serverName: "other.example" })).toMatch(/^(200|421|403|000 curl 35)$/);
    });

    test("refuses the edge of another zone within TLS, whatever that shows", async () => {
      const { id } = await cloudflare().dns.records.create({
        zone_id: stranger,
        name: "blog.stranger.test",
        type: "A",
        content: address,
        proxied: true,
        ttl: 1,
      });
      const codes: number[] = [];
      for (const value of ["off", "on"] as const) {
        await cloudflare().zones.settings.edit("tls_client_auth", { zone_id: stranger, value });
        codes.push((await visit("https://blog.stranger.test/", status())).status);
      }
      await cloudflare().dns.records.delete(id, { zone_id: stranger });
      expect(codes).toEqual([525, 525]);
    });

    test("follows the list of the edge's ranges as it grows, keeps what it loses, and no visitor notices", async () => {
      const before = await admitted();
      const next = `192.0.2.${String(webServers.indexOf(kind))}/32`;
      expect(await list([next])).toContain("Cloudflare does not list");
      expect(await admitted()).toEqual([...before, next].toSorted());
      expect(asked(address, { shows: "nothing" })).toMatch(withinTls);
    }, 240_000);

    test("is opened, and no visitor notices", async () => {
      await change(false);
      expect(asked(address, { shows: "nothing" })).toBe("200");
      expect((await cloudflare().originTLSClientAuth.hostnameCertificates.list({ zone_id: zone })).result.map(({ status: state }) => state)).not.toContain(
        "active",
      );
      // A fast machine is done before so many have come: the others come right after.
      while (visits < least) await undisturbed(() => sleep(afterwards * (least - visits)), afterwards);
      expect(visits).toBeGreaterThanOrEqual(least);
    }, 240_000);
  });

  test("is reached at TCP from the edge's ranges alone, as they are listed and until a lost one is forgotten", async () => {
    const outsider = await Droplet.create("outsider");
    const { address } = await stack.outputs();
    const reached = () => outsider.run(`for port in 80 443; do timeout 3 bash -c "</dev/tcp/${String(address)}/$port" 2> /dev/null; echo $?; done`);
    expect(await reached()).toBe("124\n124");
    await list([...own, `${outsider.address}/32`]);
    expect(await reached()).toBe("0\n0");
    expect(await list([])).toContain("Cloudflare lists no address ranges");
    expect(await reached()).toBe("0\n0");
    const [ranges] = await stack.resources("tlsup:index:EdgeRanges");
    await list(own, "--replace", ranges?.urn ?? "");
    expect(await admitted()).toEqual(own);
    expect(await reached()).toBe("124\n124");
    await outsider.remove();
  }, 240_000);
});
