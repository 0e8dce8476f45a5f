import { push } from "../../components/release/push/execution/push";
import { planRelease } from "../../components/deployment/plan";
import type { ServiceSettings } from "../../components/service/services";
import { inDays, make } from "../support/certificate-maker";
import { Droplet } from "../support/droplets";
import { webRelease, webServers, withNewCertificate } from "../support/web-release";
import { withCloud } from "./cloud";

const domain = "www.example.test";
const services: readonly ServiceSettings[] = [{ kind: "postfix" }, { kind: "dovecot" }, { kind: "vsftpd" }, { kind: "postgresql", from: ["198.51.100.0/24"] }];
/** What testssl.sh is told of a service, its port last. */
const doors = ["465", "993", "995", "990", "--starttls smtp 25", "--starttls smtp 587", "--starttls ftp 21", "--starttls postgres 5432"];

/** A line of what testssl.sh writes with `--jsonfile`. */
interface Finding {
  readonly id: string;
  readonly severity: string;
  readonly finding: string;
}

/**
 * The grade that testssl.sh gives to each server as tlsup sets it up, and what it finds worse than LOW.
 * It looks from a host of its own, and knows the certificate's root.
 */
export function benchTestssl(): Promise<string> {
  return withCloud(async () => {
    const authority = await make({ subject: "CN=Root of the bench", isAuthority: true, notAfter: inDays(3650) });
    const [scanner, droplet] = [await Droplet.create("scanner"), await Droplet.create("server")];
    const version = await install(scanner, authority.certificate);
    const look = (door: string): Promise<string> => verdict(scanner, droplet.address, door);
    const rows: string[] = [];
    for (const kind of webServers) {
      await push(
        await droplet.destination(),
        await withNewCertificate(await webRelease(domain, { kind, hsts: {} }, [], { kind: "demo" }), { issuer: authority }),
      );
      rows.push(`  ${kind.padEnd(26)}${await look("443")}`);
    }
    const plan = planRelease({ site: domain, domain, platform: { release: "debian-12" }, services, application: undefined, edgeRanges: [], asset: () => "" });
    await push(
      await droplet.destination(),
      await withNewCertificate({ ...plan, secrets: {}, certificate: { source: "release", sha256: "" } }, { issuer: authority }),
    );
    for (const door of doors) rows.push(`  ${door.padEnd(26)}${await look(door)}`);
    await Promise.all([scanner.remove(), droplet.remove()]);
    return [`${version}: grade, score, and what is worse than LOW`, ...rows].join("\n");
  });
}

/** Debian 12 has a version that gives no grades; the next one's is a script that runs there as well. */
async function install(scanner: Droplet, root: string): Promise<string> {
  return scanner.run(`set -e
cloud-init status --wait > /dev/null
echo '${root}' > /root/root.pem
sed -n 's/bookworm /trixie /p' /etc/apt/sources.list > /etc/apt/sources.list.d/next.list
printf 'Package: *\\nPin: release n=trixie\\nPin-Priority: 1\\n' > /etc/apt/preferences.d/next
export DEBIAN_FRONTEND=noninteractive
(apt-get update -q && apt-get install -q -y --no-install-recommends testssl.sh/trixie socat) > /dev/null
dpkg-query --show --showformat 'testssl.sh \${Version}' testssl.sh`);
}

async function verdict(scanner: Droplet, address: string, door: string): Promise<string> {
  await scanner.run(
    `cd /root; rm -f found.json; testssl --quiet --warnings off --add-ca root.pem --jsonfile found.json --ip ${address} ` +
      `${door.replace(/\d+$/, `${domain}:$&`)} > said 2>&1 || true`,
  );
  const found = JSON.parse(await scanner.run("cat /root/found.json")) as Finding[];
  const of = (id: string): string => {
    const finding = found.find((each) => each.id === id)?.finding;
    if (finding === undefined) throw new Error(`Cannot tell of ${door} as testssl.sh came to no end: ${JSON.stringify(found.slice(-3))}`);
    return finding;
  };
  // The scanner's own openssl knows no GOST, which nothing here speaks.
  const worse = found
    .filter(({ id, severity }) => ["WARN", "MEDIUM", "HIGH", "CRITICAL"].includes(severity) && id !== "engine_problem")
    .map(({ id, severity, finding }) => `${severity} ${id}: ${finding}`);
  return [`${of("overall_grade").padEnd(4)}${of("final_score").padStart(4)}`, ...worse].join("; ");
}
