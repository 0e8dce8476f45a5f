import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watchHandshakes, type Watch } from "../support/handshakes";
import { check } from "../support/check";
import { make } from "../support/certificate-maker";
import { cloudflare, makeZone, onHost, status, tokenFor, visit } from "../support/local-cloud";
import { localSite, Stack } from "../support/program";
import { partInTurn } from "../support/turns";
import { watchVisits } from "../support/visits";
import type { CertificateSource } from "../../components/certificate/sources";
import type { ExpectedChain } from "../../components/site/chain/chain";

const domain = "blog.switch.test";
const everySecond = { handshakes: 50, visits: 20 };

/** A certificate's source as a user writes it, and the strictest mode in which the edge takes what comes from it. */
interface Choice {
  readonly certificate: CertificateSource;
  readonly ssl: "full" | "strict";
  readonly alwaysUseHttps?: boolean;
}

/** The sources, by the name of each; `folder` holds what a user has in files. */
const choices = {
  "origin-ca": () => ({ certificate: { source: "origin-ca", root: { file: status().roots.originCa } }, ssl: "strict" }),
  "self-signed": () => ({ certificate: { source: "self-signed" }, ssl: "full" }),
  "lets-encrypt": () => ({
    certificate: {
      source: "lets-encrypt",
      directory: process.env.LEGO_SERVER ?? "",
      root: { file: process.env.LEGO_CA_CERTIFICATES ?? "" },
      resolver: status().dns.address,
    },
    ssl: "strict",
  }),
  provided: (folder) => ({
    certificate: { source: "provided", certificate: { file: join(folder, "certificate.pem") }, privateKey: { file: join(folder, "key.pem") } },
    ssl: "full",
  }),
  certbot: () => ({
    certificate: {
      source: "certbot",
      challenge: "http-01",
      directory: status().acme.directoryForHosts,
      root: { file: process.env.LEGO_CA_CERTIFICATES ?? "" },
    },
    ssl: "strict",
    alwaysUseHttps: false,
  }),
} as const satisfies Readonly<Record<string, (folder: string) => Choice>>;

type Source = keyof typeof choices;

/** Everything that is looked at after a step. */
interface Situation {
  readonly chain: ExpectedChain;
  /** What must never be made anew: the droplet and its host key. */
  readonly machine: unknown;
}

/** One site, moved from one source of its certificate to another while visitors come, at the edge and at the origin. */
describe("a change of the certificate's source", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-provided-"));
  let stack: Stack;
  let zone: string;

  const configure = async (source: Source): Promise<void> => {
    const { certificate, ...proxy }: Choice = choices[source](folder);
    await stack.configure({ site: localSite(domain, { certificate, proxy: { provider: "cloudflare", ...proxy } }) });
  };
  const originCertificates = async () => (await cloudflare().originCACertificates.list({ zone_id: zone })).result;

  async function situation(): Promise<Situation> {
    const { deployment } = JSON.parse(await stack.state()) as {
      deployment: { resources: { type: string; id?: string; outputs?: { chain?: ExpectedChain; fingerprint?: string } }[] };
    };
    const find = (type: string) => deployment.resources.find((resource) => resource.type === type);
    const chain = find("pulumi:pulumi:Stack")?.outputs?.chain;
    if (!chain) throw new Error("the stack has no chain");
    return { chain, machine: [find("digitalocean:index/droplet:Droplet")?.id, find("tlsup:index:HostKey")?.outputs?.fingerprint] };
  }

  /** Runs `action` while visitors come; none of them may fail. */
  async function watched(address: string, action: () => Promise<unknown>): Promise<Watch> {
    let seen: Watch | undefined;
    const answers = await watchVisits(domain, status(), 1000 / everySecond.visits, async () => {
      seen = await watchHandshakes(address, domain, 1000 / everySecond.handshakes, async () => void (await action()));
    });
    expect([...answers.keys()]).toEqual([200]);
    expect(seen?.failures).toEqual([]);
    expect(seen?.done).toBeGreaterThan(everySecond.handshakes);
    if (!seen) throw new Error("nothing was watched");
    return seen;
  }

  beforeAll(async () => {
    const own = await make({ subject: `CN=${domain}`, names: [domain], notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 86_400_000) });
    writeFileSync(join(folder, "certificate.pem"), own.certificate);
    writeFileSync(join(folder, "key.pem"), own.key, { mode: 0o600 });
    zone = await makeZone("switch.test");
    stack = await Stack.create("switch");
  });
  afterAll(async () => {
    await stack.dispose();
    rmSync(folder, { recursive: true });
  });

  test("is refused with the name of the permission that the token lacks", async () => {
    await configure("origin-ca");
    const token = await tokenFor(zone, ["Zone Read", "DNS Write", "Zone Settings Write", "SSL and Certificates Read"]);
    const { code, output } = await stack.with({ CLOUDFLARE_API_TOKEN: token }).run("up", "--yes", "--skip-preview");
    expect(code).not.toBe(0);
    expect(output).toContain(
      `Cannot issue an Origin CA certificate for ${domain} as the Cloudflare API token must have the permission Zone - SSL and Certificates - Edit`,
    );
    expect(await originCertificates()).toEqual([]);
  });

  test("from nothing to the Origin CA: 200 in strict mode, the root in the chain", async () => {
    await stack.up();
    expect((await visit(`https://${domain}/`, status())).status).toBe(200);
    expect(await stack.chain()).toMatchObject({ trust: "cloudflare-origin", ssl: "strict" });
    expect(onHost((await stack.chain()).address, `grep -c BEGIN /opt/tlsup/${domain}/current/tls/fullchain.pem`).trim()).toBe("2");
    expect(await originCertificates()).toHaveLength(1);
  });

  test("that the host refuses leaves the old certificate in force and at its authority", async () => {
    const { address, servedSha256 } = await stack.chain();
    await configure("provided");
    onHost(address, "echo broken > /etc/nginx/conf.d/broken.conf");
    const { leaves } = await watched(address, async () => expect((await stack.run("up", "--yes", "--skip-preview")).code).not.toBe(0));
    expect([...leaves.keys()]).toEqual([servedSha256]);
    expect(await originCertificates()).toHaveLength(1);
    onHost(address, "rm /etc/nginx/conf.d/broken.conf");
    await configure("origin-ca");
    await stack.up();
    expect((await stack.chain()).servedSha256).toBe(servedSha256);
  });

  test("is shown by preview as an update in place", async () => {
    await configure("provided");
    const preview = await stack.expect("preview");
    expect(preview).toMatch(/Release site +update/);
    expect(preview).not.toMatch(/Droplet|HostKey +site +(create|replace)/);
  });

  describe("from one source to another", () => {
    const ways = partInTurn(walk(Object.keys(choices) as Source[]));

    beforeAll(async () => {
      await configure(ways[0]![0]);
      await stack.up();
    });

    test.each(ways)(
      "from %s to %s: no visitor fails, and the old certificate goes after the new one is proven",
      async (from, to) => {
        const before = await situation();
        const [revocable] = await originCertificates();
        await configure(to);
        let output = "";
        const { leaves } = await watched(before.chain.address, async () => (output = await stack.up()));
        const after = await situation();
        expect([...leaves.keys()]).toEqual([before.chain.servedSha256, after.chain.servedSha256]);
        expect(after.chain).toMatchObject({ address: before.chain.address, ssl: choices[to](folder).ssl });
        expect(after.machine).toEqual(before.machine);
        expect(await check("switch", stack.program)).toEqual({ code: 0, findings: [] });
        const [pushed, deleted] = [output.search(/Release site updated/), output.search(/ deleted /)];
        expect(pushed).toBeGreaterThan(-1);
        // A provided certificate is nothing that Pulumi keeps.
        expect(deleted > pushed).toBe(from !== "provided");
        expect(await originCertificates()).toHaveLength(to === "origin-ca" ? 1 : 0);
        if (revocable) expect(await revocationOf(revocable.id ?? "")).toBeGreaterThanOrEqual(leaves.get(after.chain.servedSha256)?.getTime() ?? Infinity);
      },
      240_000,
    );
  });

  test("leaves nothing to be done", async () => {
    await stack.expect("preview", "--expect-no-changes");
  });
});

/** A walk that begins and ends at the first of `places`, and takes each way from one to another once. */
function walk<T>(places: readonly T[]): [T, T][] {
  const stops = [...places.flatMap((one, index) => places.slice(index + 1).flatMap((other) => [one, other])), ...places.slice(0, 1)];
  return stops.slice(1).map((stop, index) => [stops[index]!, stop]);
}

/** When the Origin CA revoked a certificate, in milliseconds. */
async function revocationOf(id: string): Promise<number> {
  const { revoked_at: revokedAt } = (await cloudflare().originCACertificates.get(id)) as { revoked_at?: string };
  return new Date(revokedAt ?? 0).getTime();
}
