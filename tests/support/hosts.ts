import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { planDemo } from "../../components/application/demo/demo";
import { environmentFile, secretEnvironmentPath } from "../../components/application/common/environment";
import { push, type ProvenRelease } from "../../components/release/push/execution/push";
import { planRelease } from "../../components/deployment/plan";
import { fullChainPath, privateKeyPath, type Release } from "../../components/release/common/release";
import { asset } from "../../components/shared/execution/asset";
import { make } from "./certificate-maker";
import { Droplet, pullPlug, type KeyedDestination } from "./droplets";
import { containerAt } from "./local-cloud";
import { Shell } from "./shell";

const day = 24 * 60 * 60 * 1000;

/** A certificate of a site, and its SHA-256. */
export interface Identity {
  readonly certificate: string;
  readonly key: string;
  readonly sha256: string;
}

/** A new self-signed certificate for a name. */
export async function identity(domain: string): Promise<Identity> {
  const { certificate, key, parsed } = await make({
    subject: `CN=${domain}`,
    names: [domain],
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + 90 * day),
  });
  return { certificate, key, sha256: createHash("sha256").update(Buffer.from(parsed.rawData)).digest("hex") };
}

/** The release of a site as `HttpsSite` makes it: nginx in front of the demo application, and a secret of the application. */
export function siteRelease(
  domain: string,
  { certificate, key, sha256 }: Identity,
  { greeting = "Hello", port = 8000, healthPath = "/", maxBodySize = "1m" } = {},
): Release {
  const application = planDemo(domain, { kind: "demo", port, environment: { GREETING: greeting } }, asset, false);
  const { files, ...plan } = planRelease({
    site: domain,
    domain,
    platform: { release: "debian-12" },
    server: { kind: "nginx", healthPath, maxBodySize },
    application,
    edgeRanges: [],
    asset,
  });
  return {
    ...plan,
    files: { ...files, [fullChainPath]: certificate },
    secrets: { [privateKeyPath]: key, [secretEnvironmentPath]: environmentFile({ PASSWORD: `canary-${sha256}` }) },
    certificate: { source: "release", sha256 },
  };
}

/** The SHA-256 of the leaf in a release. */
export function leafOf({ certificate }: Release): string {
  if (certificate.source !== "release") throw new Error("The certificate of this release is on its host");
  return certificate.sha256;
}

/** A droplet for pushes, with root's key and a pinned host key. */
export class Host {
  readonly #shell: Shell;
  /** For each pushed secret, a line that appears nowhere else. */
  readonly canaries: string[] = [];
  readonly #errors: string[] = [];

  private constructor(
    readonly droplet: Droplet,
    readonly container: string,
    readonly destination: KeyedDestination,
  ) {
    this.#shell = new Shell(container);
  }

  static async boot(name: string): Promise<Host> {
    const droplet = await Droplet.create(name);
    const host = new Host(droplet, containerAt(droplet.address), await droplet.destination());
    await host.run("cloud-init status --wait > /dev/null");
    return host;
  }

  get address(): string {
    return this.droplet.address;
  }

  async push(release: Release, destination = this.destination): Promise<ProvenRelease> {
    for (const secret of Object.values(release.secrets)) this.canaries.push(canaryOf(secret));
    try {
      return await push(destination, release);
    } catch (error) {
      this.#errors.push(String(error), String((error as Error).stack));
      throw error;
    }
  }

  /** The error of a push that fails. */
  refusal(release: Release, destination = this.destination): Promise<string> {
    return this.push(release, destination).then(() => "it succeeded", String);
  }

  /** Runs a script on the host as root, from outside the host. */
  run(script: string): Promise<string> {
    return this.#shell.run(script);
  }

  /** Has a process of root that is no push hold what a push waits for, until its unit, `holder`, is stopped. */
  async holdLock(): Promise<void> {
    await this.run("mkdir -p /opt/tlsup && systemd-run --quiet --unit=holder flock /opt/tlsup/.lock sleep 600");
    await this.run("until ! flock --nonblock /opt/tlsup/.lock true; do sleep 0.1; done");
  }

  /**
   * Places where secrets of pushed releases are visible: the output of pushes, the journal, running processes, files that
   * others may read or that were left in a folder for temporary files.
   */
  async leaks(): Promise<string[]> {
    const found = await this.run(`
umask 077
base64 -d <<< ${Buffer.from(this.canaries.join("\n")).toString("base64")} > /root/canaries
journalctl --no-pager | grep -qFf /root/canaries && echo the journal
grep -slFf /root/canaries /proc/[0-9]*/cmdline
find / -xdev -type f -newer /etc/machine-id \\( -perm /0044 -o -path '/tmp/*' -o -path '/var/tmp/*' \\) -print0 | xargs -0 -r grep -slFf /root/canaries
find /run /dev/shm -xdev -type f -print0 | xargs -0 -r grep -slFf /root/canaries
rm /root/canaries`);
    return [...found.split("\n").filter(Boolean), ...this.#errors.filter((text) => this.canaries.some((canary) => text.includes(canary)))];
  }

  /** Pulls the plug. */
  async powerCut(): Promise<void> {
    this.#shell.close();
    await pullPlug(this.droplet.id, this.container);
  }

  /** Turns the power on again, and waits until everything has started. */
  async powerOn(): Promise<void> {
    await this.droplet.act({ type: "power_on" });
    await this.run("systemctl is-system-running --wait || true");
  }

  async remove(): Promise<void> {
    this.#shell.close();
    await this.droplet.remove();
  }
}

/** The second line of a key's PEM text contains most of its secret part; other secrets have one line. */
function canaryOf(secret: string): string {
  const [first = "", second = first, third = ""] = secret.split("\n");
  return first.startsWith("-----BEGIN") ? third : first || second;
}

/** The SHA-256 of the leaf that openssl gets for a name; the SHA-256 of an empty text if there is none. */
export async function served(address: string, name: string): Promise<string> {
  const script = 'openssl s_client -connect "$0" -servername "$1" < /dev/null 2> /dev/null | openssl x509 -outform DER 2> /dev/null | sha256sum';
  const { stdout } = await promisify(execFile)("sh", ["-c", script, `${address.includes(":") ? `[${address}]` : address}:443`, name]);
  return stdout.slice(0, 64);
}
