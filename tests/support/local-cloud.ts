import { execFile, execFileSync, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import Cloudflare from "cloudflare";
import { overHttp } from "../../localcloud/cli/status";
import { ipv6Of } from "../../localcloud/hosts/ipv6";
import { instanceAt } from "../../localcloud/instance";
import { tlsup } from "./environment";

/** The part of `tlsup local status --json` that stays the same while the local cloud is up. */
export interface Status {
  readonly directory: string;
  readonly apis: { readonly cloudflareForHosts: string };
  readonly edge: { readonly address: string };
  readonly dns: { readonly address: string; readonly port: number };
  readonly acme: { readonly directory: string; readonly directoryForHosts: string };
  readonly roots: { readonly edge: string; readonly acme: string; readonly originCa: string };
}

/** The folder of the tests' local cloud. */
export function testDirectory(): string {
  const directory = process.env.TLSUP_LOCAL_DIR;
  if (directory === undefined) throw new Error("The tests' local cloud is not up: run them with `npm test`");
  return directory;
}

const known = new Map<string, Status>();

/** Remembered: tests ask for it often, and `tlsup` takes half a second to start. */
export function status(directory = testDirectory()): Status {
  const lasting = known.get(directory) ?? (JSON.parse(tlsup(directory, "local", "status", "--json")) as Status);
  known.set(directory, lasting);
  return lasting;
}

/** The official client for the local cloud of this environment; over HTTP, as this process may have been started without trust in its root. */
export const cloudflare = (environment: NodeJS.ProcessEnv = process.env): Cloudflare =>
  new Cloudflare({ apiToken: environment.CLOUDFLARE_API_TOKEN, baseURL: overHttp(environment.CLOUDFLARE_BASE_URL ?? "") });

/** Creates a zone at Cloudflare, as a user does first. */
export async function makeZone(name: string, environment?: NodeJS.ProcessEnv): Promise<string> {
  const zone = await cloudflare(environment).zones.create({ account: {}, name, type: "full" });
  return zone.id;
}

/** A request by curl, an independent program. */
export interface Visit {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
}

/** Visits `url` through the edge, its certificate verified against the edge's root. `args` are more arguments for curl. */
export async function visit(url: string, { edge, roots }: Status, ...args: string[]): Promise<Visit> {
  const { hostname } = new URL(url);
  const resolve = [80, 443].flatMap((port) => ["--resolve", `${hostname}:${port}:${edge.address}`]);
  const { stdout } = await promisify(execFile)("curl", [
    "--silent",
    "--show-error",
    "--include",
    "--http1.1",
    "--max-time",
    "30",
    "--cacert",
    roots.edge,
    ...resolve,
    ...args,
    url,
  ]);
  const [headers = "", ...rest] = stdout.split("\r\n\r\n");
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(headers)?.[1]), headers, body: rest.join("\r\n\r\n") };
}

/** The containers of a local cloud, running or not. */
export function containers(directory = testDirectory()): string[] {
  const { id } = instanceAt(directory, 0);
  return podman("ps", "--all", "--filter", `label=tlsup.instance=${id}`, "--format", "{{.Names}}");
}

/** The container that has an address, or the IPv6 address that goes with it. */
export function containerAt(address: string, directory = testDirectory()): string {
  // If another test removes a container meanwhile, podman fails, but still lists the others.
  const { stdout } = spawnSync(
    "podman",
    ["inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}} {{.Name}}", ...containers(directory)],
    { encoding: "utf8", env: podmanEnvironment },
  );
  const [, found] =
    stdout
      .split("\n")
      .map((line) => line.split(" "))
      .find(([at = ""]) => at === address || (at !== "" && ipv6Of(at) === address)) ?? [];
  if (found === undefined) throw new Error(`No container has the address ${address}`);
  return found;
}

/** Runs a command on the host of a site as root, from outside the host. */
export function onHost(address: string, script: string, directory = testDirectory()): string {
  return execFileSync("podman", ["exec", containerAt(address, directory), "bash", "-c", script], { encoding: "utf8", env: podmanEnvironment });
}

/** The number of TCP connections that a host has accepted since its start, on all ports: its kernel's `PassiveOpens`. */
export function connectionsTo(address: string, directory = testDirectory()): number {
  const [names = "", values = ""] = onHost(address, "grep ^Tcp: /proc/net/snmp", directory).split("\n");
  return Number(values.split(" ")[names.split(" ").indexOf("PassiveOpens")]);
}

/** Like {@link onHost}, but asynchronous. Returns the exit code of a command that fails. */
export async function alsoOnHost(address: string, script: string): Promise<{ readonly code: number; readonly output: string }> {
  try {
    const { stdout, stderr } = await promisify(execFile)("podman", ["exec", containerAt(address), "bash", "-c", script], { env: podmanEnvironment });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout = "", stderr = "" } = error as { code?: number; stdout?: string; stderr?: string };
    if (typeof code !== "number") throw error;
    return { code, output: stdout + stderr };
  }
}

/** A token with some permissions in one zone, by the names of Cloudflare's permission groups. */
export async function tokenFor(zone: string, permissions: readonly string[]): Promise<string> {
  const client = cloudflare();
  const groups = [];
  for await (const { id, name } of client.user.tokens.permissionGroups.list()) if (permissions.includes(name ?? "")) groups.push({ id: id ?? "" });
  const { value } = await client.user.tokens.create({
    name: "limited",
    policies: [{ effect: "allow", permission_groups: groups, resources: { [`com.cloudflare.api.account.zone.${zone}`]: "*" } }],
  });
  return value ?? "";
}

/** Another token with all permissions. */
export async function everyRight(environment?: NodeJS.ProcessEnv): Promise<string> {
  const client = cloudflare(environment);
  const groups: { id: string; scope: string }[] = [];
  for await (const { id, scopes } of client.user.tokens.permissionGroups.list()) groups.push({ id: id ?? "", scope: scopes?.[0] ?? "" });
  const policies = [...new Set(groups.map(({ scope }) => scope))].map((scope) => ({
    effect: "allow" as const,
    permission_groups: groups.filter((group) => group.scope === scope).map(({ id }) => ({ id })),
    resources: { [`${scope}.*`]: "*" },
  }));
  return (await client.user.tokens.create({ name: "of a test", policies })).value ?? "";
}

/** Revokes a token of a user. */
export async function revoke(token: string): Promise<void> {
  const { id } = await cloudflare({ ...process.env, CLOUDFLARE_API_TOKEN: token }).user.tokens.verify();
  await cloudflare().user.tokens.delete(id);
}

const podmanEnvironment = { ...process.env, PODMAN_IGNORE_CGROUPSV1_WARNING: "1" };

function podman(...args: string[]): string[] {
  return execFileSync("podman", args, { encoding: "utf8", env: podmanEnvironment }).split("\n").filter(Boolean);
}
