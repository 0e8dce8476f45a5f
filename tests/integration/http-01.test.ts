import { execFileSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { watchHandshakes } from "../support/handshakes";
import { makeZone, onHost, status } from "../support/local-cloud";
import { repositoryProgram, Stack } from "../support/program";

/** What a step of the test asks for, beside what was there before. */
interface Wanted {
  /** Names in the zone that lead to the host. */
  readonly names: readonly string[];
  /** An address of the first of them that leads nowhere. */
  readonly broken?: string;
  /** The host's own address, for a certificate of its own. */
  readonly address?: string;
  /** Another site that nginx serves there. */
  readonly site?: string;
  /** Whether the names lead to the edge, which sends visitors from http to https. */
  readonly proxied?: true;
}

const program = ({ names, broken, address, site, proxied }: Wanted): string => `import { readFileSync } from "node:fs";
import { DnsRecord, getZoneOutput, ZoneSetting } from "@pulumi/cloudflare";
import type * as pulumi from "@pulumi/pulumi";
import { AcmeAccount, HttpsServer, LetsEncryptCertificate, SelfSignedCertificate, Vps } from "tlsup";

const { LEGO_SERVER: directory = "", LEGO_CA_CERTIFICATES: roots = "", TLSUP_DNS_ADDRESS: resolver = "" } = process.env;
const vps = new Vps("host", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } });
const { zoneId } = getZoneOutput({ filter: { name: "http-01.test" } });
const names = ${JSON.stringify(names)} as [string, ...string[]];
const way = ${proxied ? "{ ttl: 1, proxied: true }" : "{ ttl: 60, proxied: false }"};
const records = names.map((name) => new DnsRecord(name, { zoneId, name, type: "A", content: vps.address, ...way }));
${broken === undefined ? "" : `records.push(new DnsRecord("broken", { zoneId, name: names[0], type: "AAAA", content: "${broken}", ttl: 60, proxied: false }));`}
const before: pulumi.Resource[] = [...records];
${
  proxied
    ? `const settings = { always_use_https: "on", ssl: "flexible" };
for (const [settingId, value] of Object.entries(settings)) before.push(new ZoneSetting(settingId, { zoneId, settingId, value }));`
    : ""
}
${
  site === undefined
    ? ""
    : `const own = new SelfSignedCertificate("other", { dnsNames: ["${site}"], keyType: "ecdsa-p256" });
const served = { access: vps.access, certificate: own, server: { kind: "nginx" }, application: { kind: "demo" }, edgeRanges: [] } as const;
before.push(new HttpsServer("other", { domain: "${site}", ...served }));`
}
const account = new AcmeAccount("ca", { directory, root: readFileSync(roots, "utf8") });
const solver = { challenge: "http-01", access: vps.access } as const;
const certificate = new LetsEncryptCertificate("web", { account, names, solver, resolver }, { dependsOn: before });
${
  address === undefined
    ? ""
    : `export const ofAddress = new LetsEncryptCertificate("address", { account, names: ["${address}"], ` + `profile: "shortlived", solver, resolver }).leaf;`
}
export const address = vps.address;
export const dnsNames = certificate.facts.dnsNames;
`;

/** Certificates without DNS challenges: the host itself proves its names. */
describe("http-01 through the host", () => {
  const folder = repositoryProgram();
  let stack: Stack;
  const write = (wanted: Wanted): void => {
    rmSync(join(folder, "index.ts"));
    writeFileSync(join(folder, "index.ts"), program(wanted));
  };
  const address = async (): Promise<string> => (await stack.outputs()).address as string;
  const challengesOn = (host: string): string => onHost(host, "ls /var/lib/tlsup/acme/.well-known/acme-challenge").trim();

  beforeAll(async () => {
    process.env.TLSUP_DNS_ADDRESS = status().dns.address;
    await makeZone("http-01.test");
    write({ names: ["web.http-01.test"] });
    stack = await Stack.create("http-01", folder);
  });
  afterAll(() => stack.dispose());

  test("before there is a web server: a responder for as long as it takes, and nothing of it afterwards", async () => {
    await stack.up();
    expect((await stack.outputs()).dnsNames).toEqual(["web.http-01.test"]);
    expect(
      onHost(await address(), "ss -Hltn 'sport = :80'; ls /var/lib/tlsup/acme/.well-known/acme-challenge; systemctl is-active tlsup-acme-http || true").trim(),
    ).toBe("inactive");
  });

  test("through the web server that is there, which goes on as it is", async () => {
    onHost(
      await address(),
      "systemd-run --quiet --collect --unit=test-web-server python3 -m http.server 80 --directory /var/lib/tlsup/acme; " +
        "until ss -Hltn 'sport = :80' | grep -q .; do sleep 0.1; done",
    );
    // Another name, as the CA knows by now that the first one is the host's.
    write({ names: ["web.http-01.test", "shop.http-01.test"] });
    await stack.up();
    expect((await stack.outputs()).dnsNames).toEqual(["web.http-01.test", "shop.http-01.test"]);
    expect(onHost(await address(), "systemctl is-active test-web-server").trim()).toBe("active");
    expect(challengesOn(await address())).toBe("");
  });

  test("an address of its own, with the profile shortlived: 160 hours", async () => {
    const host = await address();
    write({ names: ["web.http-01.test", "shop.http-01.test"], address: host });
    await stack.up();
    const leaf = (await stack.outputs()).ofAddress as string;
    const openssl = (...args: string[]): string => execFileSync("openssl", ["x509", "-noout", ...args], { input: leaf, encoding: "utf8" });
    expect(openssl("-ext", "subjectAltName")).toContain(`IP Address:${host}`);
    const [from, to] = openssl("-startdate", "-enddate")
      .split("\n")
      .map((line) => Date.parse(line.split("=")[1] ?? "")) as [number, number];
    expect(Math.round((to - from) / 3_600_000)).toBe(160);
    expect(challengesOn(host)).toBe("");
  });

  test("behind an edge that redirects to https, where the CA follows", async () => {
    write({ names: ["edge.http-01.test"], proxied: true });
    await stack.up();
    expect((await stack.outputs()).dnsNames).toEqual(["edge.http-01.test"]);
    expect(challengesOn(await address())).toBe("");
  }, 180_000);

  test("an IPv6 address of the name that leads nowhere: a warning names it before the CA is asked", async () => {
    write({ names: ["six.http-01.test"], broken: "2001:db8::6" });
    const { output } = await stack.run("up", "--yes", "--skip-preview");
    expect(output).toMatch(/warning: six\.http-01\.test: 2001:db8::6 does not answer \(.*\)\. The CA may ask it first; correct or remove its address record/);
    expect(challengesOn(await address())).toBe("");
  });

  test("for a name that the web server there does not serve: it answers the CA as long as that takes, and another site's visitors notice nothing", async () => {
    const [site, names] = ["other.http-01.test", ["first.http-01.test", "second.http-01.test"]];
    onHost(await address(), "systemctl stop test-web-server");
    write({ names: names.slice(0, 1), site });
    await stack.up();
    write({ names, site });
    const watch = await watchHandshakes(await address(), site, 20, async () => void (await stack.up()));
    expect({ failures: watch.failures, leaves: watch.leaves.size }).toEqual({ failures: [], leaves: 1 });
    expect((await stack.outputs()).dnsNames).toEqual(names);
    expect(onHost(await address(), "ls /run/tlsup-answers/*; cat /etc/nginx/sites-enabled/default | grep -c default_server")).toMatch(
      new RegExp(`^${names.join("\\s+")}\\s+[1-9]`),
    );
  }, 240_000);
});
