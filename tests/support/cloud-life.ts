import { execFile, execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { overHttp } from "../../localcloud/cli/status";
import type { Instance } from "../../localcloud/instance";
import { root, shellEnvironment } from "./environment";

const tlsup = join(root, "bin", "tlsup.js");

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Status {
  readonly pid: number;
  readonly directory: string;
  readonly apis: { readonly digitalocean: string; readonly cloudflare: string };
  readonly dns: { readonly address: string; readonly port: number };
  readonly roots: { readonly edge: string; readonly originCa: string };
  readonly zones: readonly string[];
  readonly hosts: readonly { readonly name: string; readonly address: string; readonly state: string }[];
}

/** Runs `tlsup local` for the local cloud in `directory`. */
export async function local(directory: string, ...args: string[]): Promise<Outcome> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [tlsup, "local", ...args], { env: { ...process.env, TLSUP_LOCAL_DIR: directory } });
    return { code: 0, stdout, stderr };
  } catch (error) {
    return error as Outcome;
  }
}

/** The same; must not fail. Returns what it prints. */
export async function succeed(directory: string, ...args: string[]): Promise<string> {
  const outcome = await local(directory, ...args);
  if (outcome.code !== 0) throw new Error(`tlsup local ${args.join(" ")} ended with ${outcome.code}: ${outcome.stderr}`);
  return outcome.stdout;
}

export async function statusOf(directory: string): Promise<Status> {
  return JSON.parse(await succeed(directory, "status", "--json")) as Status;
}

export function dig(status: Status, name: string): string {
  return execFileSync("dig", ["+short", `@${status.dns.address}`, "-p", String(status.dns.port), name, "A"], { encoding: "utf8" }).trim();
}

/** Creates a droplet that accepts the key in `keyFile`, and returns its address once it is active. */
export async function createDroplet(directory: string, keyFile: string): Promise<string> {
  const { DIGITALOCEAN_API_URL: url, DIGITALOCEAN_TOKEN: token } = shellEnvironment(directory);
  const post = async (path: string, body: unknown): Promise<Record<string, { id: number }>> => {
    const response = await fetch(`${overHttp(url ?? "")}${path}`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`POST ${path} answers ${response.status}: ${await response.text()}`);
    return (await response.json()) as Record<string, { id: number }>;
  };
  const { ssh_key: key } = await post("/v2/account/keys", { name: "life", public_key: readFileSync(`${keyFile}.pub`, "utf8") });
  await post("/v2/droplets", { name: "kept", region: "fra1", size: "s-1vcpu-1gb", image: "debian-12-x64", ssh_keys: [key!.id] });
  for (;;) {
    const [host] = (await statusOf(directory)).hosts;
    if (host?.state === "active") return host.address;
    await sleep(200);
  }
}

/** Runs a command on a droplet that has just started; waits for its sshd. */
export async function onDroplet(address: string, keyFile: string, command: string): Promise<string> {
  const options = ["StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR", "BatchMode=yes"].flatMap((option) => ["-o", option]);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return execFileSync("ssh", ["-i", keyFile, ...options, `root@${address}`, command], { encoding: "utf8", stdio: "pipe" }).trim();
    } catch (error) {
      if (attempt === 60) throw error;
      await sleep(500);
    }
  }
}

/** Everything on this machine that is named after the local cloud in `directory`. */
export function traces({ directory, id, subnet }: Instance): string[] {
  const lines = (program: string, ...args: string[]): string[] => execFileSync(program, args, { encoding: "utf8" }).split("\n");
  return [
    ...lines("ps", "-eo", "args"),
    ...lines("mount"),
    ...lines("podman", "ps", "--all", "--format", "{{.Names}} {{.Networks}} {{.Labels}}"),
    ...lines("podman", "network", "ls", "--format", "{{.Name}} {{.Labels}}"),
    ...lines("ip", "route", "show", "table", "all"),
  ].filter((line) => [directory, id, subnet].some((name) => line.includes(name)));
}
