import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { overHttp } from "../../localcloud/cli/status";
import { openTokens } from "../../localcloud/daemon/tokens";
import { localDirectory } from "../../localcloud/instance";
import type { Destination } from "../../components/shared/destination";
import { containerAt } from "./local-cloud";

/** A request to DigitalOcean's API of the tests' local cloud, which must succeed. Unlike a stack's requests, it is not counted. */
export async function digitalOcean<T>(method: string, path: string, body?: object): Promise<T> {
  // A new connection: the API may close a kept one meanwhile, which a busy process notices too late.
  const headers = { Authorization: `Bearer ${openTokens(localDirectory(process.env)).ownDigitalocean}`, Connection: "close" };
  const url = `${overHttp(process.env.DIGITALOCEAN_API_URL ?? "")}/v2/${path}`;
  const response = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) }).catch((cause: unknown) => {
    throw new Error(`${method} ${url} was not answered`, { cause });
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${String(response.status)} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** A host that a key of the test's own enters. */
export type KeyedDestination = Destination & { readonly privateKey: string };

interface DropletAnswer {
  readonly droplet: {
    readonly id: number;
    readonly status: string;
    readonly networks: { readonly v4: readonly { readonly ip_address: string; readonly type: string }[] };
  };
}

/** Asks again until `condition` holds, for a minute at most: a loop that outlives its test would keep jest from ending. */
export async function until<T>(ask: () => Promise<T>, condition: (answer: T) => boolean): Promise<T> {
  for (let left = 600; ; left -= 1) {
    const answer = await ask();
    if (condition(answer)) return answer;
    if (left === 0) throw new Error(`Cannot wait any longer: the last answer is ${JSON.stringify(answer)}`);
    await sleep(100);
  }
}

async function statusOf(id: number): Promise<string> {
  return (await digitalOcean<DropletAnswer>("GET", `droplets/${String(id)}`)).droplet.status;
}

async function act(id: number, action: object): Promise<void> {
  const { action: begun } = await digitalOcean<{ action: { id: number } }>("POST", `droplets/${String(id)}/actions`, action);
  const ended = await until(
    () => digitalOcean<{ action: { status: string } }>("GET", `actions/${String(begun.id)}`),
    ({ action: { status } }) => status !== "in-progress",
  );
  expect(ended.action.status).toBe("completed");
}

/** Pulls the plug of a droplet, which runs in a container. */
export async function pullPlug(id: number, container: string): Promise<void> {
  await promisify(execFile)("podman", ["kill", "--signal", "KILL", container], { env: { ...process.env, PODMAN_IGNORE_CGROUPSV1_WARNING: "1" } });
  await until(
    () => statusOf(id),
    (status) => status === "off",
  );
}

/** Has the droplet at an address lose power, and boots it. */
export async function cutPower(address: string): Promise<void> {
  const { droplets } = await digitalOcean<{ droplets: readonly DropletAnswer["droplet"][] }>("GET", "droplets?per_page=200");
  const id = droplets.find(({ networks }) => networks.v4.some(({ ip_address: ip }) => ip === address))?.id ?? 0;
  await pullPlug(id, containerAt(address));
  await act(id, { type: "power_on" });
}

/** A droplet that a test made, with its own SSH key. */
export class Droplet {
  private constructor(
    readonly id: number,
    readonly address: string,
    private readonly keyId: number,
    private readonly directory: string,
  ) {}

  static async create(name: string, attributes: object = {}): Promise<Droplet> {
    const directory = mkdtempSync(join(tmpdir(), "tlsup-droplet-"));
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", join(directory, "key")]);
    const public_key = readFileSync(join(directory, "key.pub"), "utf8").trim();
    const { ssh_key: key } = await digitalOcean<{ ssh_key: { id: number } }>("POST", "account/keys", { name, public_key });
    const request = { name, region: "fra1", size: "s-1vcpu-1gb", image: "debian-12-x64", ssh_keys: [key.id], ...attributes };
    const { id } = (await digitalOcean<DropletAnswer>("POST", "droplets", request)).droplet;
    const { droplet } = await until(
      () => digitalOcean<DropletAnswer>("GET", `droplets/${String(id)}`),
      (answer) => answer.droplet.status === "active",
    );
    const address = droplet.networks.v4.find(({ type }) => type === "public")?.ip_address ?? "";
    return new Droplet(id, address, key.id, directory);
  }

  /** The file of the SSH private key. */
  get keyFile(): string {
    return join(this.directory, "key");
  }

  status(): Promise<string> {
    return statusOf(this.id);
  }

  /** Runs a command over SSH. `address`: another address of the droplet. */
  async run(command: string, address = this.address): Promise<string> {
    const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "ConnectTimeout=5"].flatMap((option) => ["-o", option]);
    const { stdout } = await promisify(execFile)("ssh", [...options, "-i", this.keyFile, `root@${address}`, command]);
    return stdout.trim();
  }

  /** How tlsup reaches it, its host key pinned. */
  async destination(): Promise<KeyedDestination> {
    const [type = "", key = ""] = (await this.run("cat /etc/ssh/ssh_host_ed25519_key.pub")).split(" ");
    return { host: this.address, port: 22, user: "root", privateKey: readFileSync(this.keyFile, "utf8"), hostKey: `${type} ${key}` };
  }

  /** Makes it another machine: by its id, its host key, and what tlsup has put there. */
  async installAnew(): Promise<void> {
    await this.run(
      "rm -f /etc/ssh/ssh_host_* && ssh-keygen -A > /dev/null && tr -d - < /proc/sys/kernel/random/uuid > /etc/machine-id && " +
        "find /etc -lname '/opt/tlsup/*' -delete && rm -rf /opt/tlsup && systemctl daemon-reload && systemctl reload nginx && systemctl restart ssh",
    );
  }

  /** The score of a unit by `systemd-analyze security`, from 0 to 10. */
  async exposure(unit: string): Promise<number> {
    const verdict = await this.run(`systemd-analyze security --no-pager ${unit} | tail -n 1`);
    return Number(/level for \S+: (\d+\.\d)/.exec(verdict)?.[1]);
  }

  act(action: object): Promise<void> {
    return act(this.id, action);
  }

  async remove(): Promise<void> {
    await digitalOcean("DELETE", `droplets/${String(this.id)}`);
    await digitalOcean("DELETE", `account/keys/${String(this.keyId)}`);
    rmSync(this.directory, { recursive: true, force: true });
  }
}
