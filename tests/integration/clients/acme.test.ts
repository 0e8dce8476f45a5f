import { execFile, execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import Cloudflare from "cloudflare";
import { profiles } from "../../../localcloud/acme/profiles";
import { Droplet } from "../../support/droplets";
import { status } from "../../support/local-cloud";
import { pythonWith } from "./python";

/** ACME clients that nobody here wrote, unmodified: certbot with its Cloudflare plugin, and lego (see `lego/issue/main.go`). */
const lego = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "tlsup", "clients", "lego-issue");
const zone = "acme-client.test";
const { LEGO_SERVER: directory = "", LEGO_CA_CERTIFICATES: roots = "", TLSUP_DNS_ADDRESS: dns = "", CLOUDFLARE_API_TOKEN: token = "" } = process.env;
/** An address of this machine on which the local cloud does not listen: here the clients answer for themselves. */
const here = dns.replace(/\.1$/, ".9");
const client = new Cloudflare();

let certbot: string;
let zoneId: string;
let folder: string;

beforeAll(async () => {
  certbot = join(dirname(pythonWith("certbot==5.8.0", "certbot-dns-cloudflare==5.8.0")), "certbot");
  mkdirSync(dirname(lego), { recursive: true });
  execFileSync("go", ["build", "-o", lego, "./issue"], { cwd: join(__dirname, "lego"), stdio: ["ignore", "ignore", "inherit"] });
  folder = mkdtempSync(join(tmpdir(), "tlsup-acme-"));
  writeFileSync(join(folder, "cloudflare.ini"), `dns_cloudflare_api_token = ${token}\n`, { mode: 0o600 });
  zoneId = (await client.zones.create({ name: zone, account: {} })).id;
  await client.dns.records.create({ zone_id: zoneId, type: "A", name: `here.${zone}`, content: here, ttl: 60, proxied: false });
  await client.dns.records.create({ zone_id: zoneId, type: "A", name: `elsewhere.${zone}`, content: dns.replace(/\.1$/, ".8"), ttl: 60, proxied: false });
}, 300_000);
afterAll(async () => {
  await client.zones.delete({ zone_id: zoneId });
  rmSync(folder, { recursive: true });
});

type Challenge = "dns-01" | "http-01" | "tls-alpn-01";

/** Each returns a chain, PEM. */
const clients = {
  async certbot(challenge: Challenge, profile: string | undefined, names: readonly string[]) {
    const config = mkdtempSync(join(folder, "certbot-"));
    const solver =
      challenge === "dns-01"
        ? ["--dns-cloudflare", "--dns-cloudflare-credentials", join(folder, "cloudflare.ini"), "--dns-cloudflare-propagation-seconds", "0"]
        : ["--standalone", "--http-01-address", here];
    const identifiers = names.flatMap((name) => (/^[\d.]+$/.test(name) ? ["--ip-address", name] : ["--domain", name]));
    const required = profile === undefined ? [] : ["--required-profile", profile];
    const folders = ["--config-dir", config, "--work-dir", config, "--logs-dir", config];
    const args = [
      "certonly",
      "--non-interactive",
      "--agree-tos",
      "--email",
      "somebody@example.test",
      "--server",
      directory,
      ...required,
      ...folders,
      ...solver,
      ...identifiers,
      "--cert-name",
      "it",
    ];
    await promisify(execFile)(certbot, args);
    return readFileSync(join(config, "live", "it", "fullchain.pem"), "utf8");
  },
  async lego(challenge: Challenge, profile: string, names: readonly string[]) {
    const { stdout } = await promisify(execFile)(lego, [challenge, here, profile, ...names], { env: { ...process.env, CLOUDFLARE_DNS_API_TOKEN: token } });
    return stdout.slice(stdout.indexOf("-----BEGIN"));
  },
};

/** What openssl says of a chain whose root must be among those that the local cloud names. */
function verify(chain: string): string {
  const file = join(mkdtempSync(join(folder, "verify-")), "chain.pem");
  writeFileSync(file, chain);
  return execFileSync("openssl", ["verify", "-purpose", "sslserver", "-CAfile", roots, "-untrusted", file, file], { encoding: "utf8" })
    .trim()
    .replace(file, "chain");
}

/** In seconds; RFC 5280, 4.1.2.5: both ends are within. */
function lifetime(chain: string): number {
  const { validFrom, validTo } = new X509Certificate(chain);
  return (Date.parse(validTo) - Date.parse(validFrom)) / 1_000 + 1;
}

const wildcard = (host: string): string[] => [`${host}.${zone}`, `*.${host}.${zone}`];

it.each<[keyof typeof clients, Challenge, keyof typeof profiles, string[]]>([
  ["certbot", "dns-01", "classic", wildcard("certbot")],
  ["lego", "dns-01", "classic", wildcard("lego")],
  ["certbot", "http-01", "tlsserver", [`here.${zone}`]],
  ["lego", "tls-alpn-01", "tlsserver", [`here.${zone}`]],
  ["certbot", "http-01", "shortlived", [here]],
])("%s proves by %s what it asks for, and gets a certificate of the profile %s for %j", async (name, challenge, profile, names) => {
  const chain = await clients[name](challenge, profile, names);
  expect(verify(chain)).toBe("chain: OK");
  const leaf = new X509Certificate(chain);
  expect(
    leaf.subjectAltName
      ?.split(", ")
      .map((each) => each.replace(/^(DNS|IP Address):/, ""))
      .sort(),
  ).toEqual([...names].sort());
  expect(lifetime(chain)).toBe(profiles[profile].validity);
});

it("certbot leaves no proof behind", async () => {
  const records = await client.dns.records.list({ zone_id: zoneId, type: "TXT" });
  expect(records.result).toEqual([]);
});

it("a client that does not answer where the name leads gets no certificate, and is told why", async () => {
  await expect(clients.lego("http-01", "classic", [`elsewhere.${zone}`])).rejects.toThrow(/acme:error:connection.*connection refused/s);
});

it("the directory tells the profiles and the name that CAA records must have", async () => {
  const { stdout } = await promisify(execFile)("curl", ["--silent", "--show-error", "--cacert", roots, directory]);
  const { meta } = JSON.parse(stdout) as { meta: { profiles: Record<string, string>; caaIdentities: string[] } };
  expect(Object.keys(meta.profiles).sort()).toEqual(Object.keys(profiles).sort());
  expect(meta.caaIdentities).toEqual(["letsencrypt.org"]);
});

it("a droplet reaches the directory, too, and is led on by URLs that it reaches", async () => {
  const droplet = await Droplet.create("acme-client");
  try {
    const { directoryForHosts } = status().acme;
    const answer = await droplet.run(
      `cat > roots.pem <<'EOF'\n${readFileSync(roots, "utf8")}EOF\ncurl --silent --show-error --max-time 10 --cacert roots.pem ${directoryForHosts}`,
    );
    expect((JSON.parse(answer) as { newOrder: string }).newOrder).toMatch(new RegExp(`^${new URL(directoryForHosts).origin}/`));
  } finally {
    await droplet.remove();
  }
});

it("orders without a profile are all of classic", async () => {
  const chains = await Promise.all(["one", "two", "three", "four"].map((host) => clients.certbot("dns-01", undefined, [`${host}.${zone}`])));
  expect(chains.map(lifetime)).toEqual(chains.map(() => profiles.classic.validity));
});
