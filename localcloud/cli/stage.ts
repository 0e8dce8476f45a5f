import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { complaintOf, isExpectedChain, look, runPulumi, stackOutputs, type Program } from "tlsup/cli";
import { commandEnvironment } from "./environment";
import { setUp } from "./set-up";
import { collectStatus, overHttp, type Status } from "./status";
import { watchingAt } from "./watching";
import { subnetsOf } from "../daemon/route";
import { publicRootsFile } from "../daemon/roots";
import { openTokens } from "../daemon/tokens";
import type { Instance } from "../instance";
import type { Progress } from "../progress";
import type { ChainSeen } from "../stage/seen";
import { planOf, zonesOf, type StandIns } from "../stage/settings";
import { CertificateDrawer } from "../stage/execution/certificates";
import type { Place } from "../stage/execution/place";
import { drawFrom, prepareSettings } from "../stage/execution/settings-file";
import { lookUpAt, type Viewpoint } from "../stage/execution/visitors";
import type { Plan } from "../zones/stored";

/** A local cloud of its own for one stack of a user. */
export interface Stage {
  readonly place: Place;
  readonly stack: string;
  readonly instance: Instance;
  readonly status: Status;
  readonly environment: NodeJS.ProcessEnv;
  readonly visitors: Viewpoint;
  readonly signal: AbortSignal;
}

/** Variables by which a program would reach the user's machines and accounts. Those that the local cloud itself sets have its own values. */
const leadingOut: readonly string[] = [
  "SSH_AUTH_SOCK",
  "HCLOUD_ENDPOINT_HETZNER",
  "LINODE_CONFIG",
  "LINODE_OBJ_ACCESS_KEY",
  "LINODE_OBJ_SECRET_KEY",
  "SPACES_ACCESS_KEY_ID",
  "SPACES_ENDPOINT_URL",
  "SPACES_SECRET_ACCESS_KEY",
];

/** Starts the local cloud of a stage. */
export async function openStage(place: Place, stack: string, progress: Progress, signal: AbortSignal): Promise<Stage> {
  const { instance, toolchain } = await setUp(place.cloud, progress);
  signal.throwIfAborted();
  const passphrase = join(place.root, "passphrase");
  writeFileSync(passphrase, randomBytes(16).toString("hex"), { mode: 0o600 });
  const environment = {
    ...Object.fromEntries(Object.entries(commandEnvironment(instance, toolchain)).filter(([name]) => !leadingOut.includes(name))),
    PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    TMPDIR: place.temporary,
    TLSUP_PUBLIC_ROOTS: publicRootsFile(instance),
    TLSUP_STAGE_NETWORKS: subnetsOf(instance).join(" "),
  };
  const status = await collectStatus(place.cloud);
  const visitors = { addressOf: lookUpAt(needed(status.dns, "DNS")), roots: rootsOf(status) };
  return { place, stack, instance, status, environment, visitors, signal };
}

/** Gives copies of the program settings for this stage, and makes the zones that they name. Returns what stands in for the real thing, as sentences. */
export async function furnish(
  stage: Stage,
  programs: readonly Program[],
  zones: readonly string[],
  others: Partial<StandIns> = {},
): Promise<readonly string[]> {
  const { stack, instance, status } = stage;
  const standIns = { ...standInsOf(status, instance), ...others };
  const draw = drawFrom(randomBytes(32));
  const drawer = new CertificateDrawer();
  const settings = await Promise.all(programs.map((program) => prepareSettings(program, stack, standIns, draw, drawer)));
  writeFileSync(publicRootsFile(instance), (await drawer.publicRoots()).join(""));
  const configs = settings.map(({ file }) => file.config ?? {});
  await makeZones(stage, [...configs.flatMap(zonesOf), ...zones], planOf(configs));
  return [...new Set(settings.flatMap(({ standingIn }) => standingIn))];
}

export const upOf = (stack: string): string[] => ["up", "--yes", "--skip-preview", "--stack", stack];

/** Makes the stack, and brings it up for the first time. */
export async function bringUpFirst({ stack }: Stage, program: Program, progress: Progress): Promise<void> {
  for (const args of [["stack", "init", stack], upOf(stack)]) {
    const ended = await progress.step("bringing the stack up", () => runPulumi(program, args));
    if (ended.code !== 0) throw new Error(`Cannot bring the stack ${stack} up as it is:\n${refusalOf(ended)}`);
  }
}

/** Why a run failed. */
export function refusalOf(ended: { readonly output: string; readonly errors: string }): string {
  return (diagnosticsOf(ended) || complaintOf(ended) || ended.output.slice(-2000)).trim();
}

/** The engine's errors and warnings are on its output, below the last heading `Diagnostics`. */
export function diagnosticsOf({ output }: { readonly output: string }): string {
  const [, diagnostics = ""] = /\nDiagnostics:\n([^]*?)(?:\n(?:Outputs|Resources|Duration):|$)/.exec(output) ?? [];
  return diagnostics.trim();
}

/** The chain of a stack's site, by its program's output. */
export type Chain = NonNullable<Parameters<typeof look>[2]>;

export async function chainOf({ stack }: Stage, program: Program): Promise<Chain> {
  const { chain } = await stackOutputs(program, stack);
  if (!isExpectedChain(chain))
    throw new Error(`Cannot look at the stack ${stack} as its program must have the output \`chain\`: export the one of its HttpsSite`);
  return chain;
}

/** Looks at a site as `tlsup check` does. */
export async function lookAt({ place }: Stage, chain: Chain): Promise<ChainSeen> {
  const { report, findings, certificates } = await look(`https://${chain.domain}/`, { watching: (name) => watchingAt(place.cloud, name) }, chain);
  return { report, findings, certificates, renewer: renewerOf(chain) };
}

function renewerOf({ source, renewedOnHost }: Chain): ChainSeen["renewer"] {
  if (renewedOnHost) return "host";
  return source === "provided" ? "owner" : "pulumi";
}

function standInsOf(status: Status, { address, directory }: Instance): StandIns {
  const acme = needed(status.acme, "ACME server");
  return {
    acmeDirectory: acme.directory,
    acmeDirectoryForHosts: acme.directoryForHosts,
    acmeRoots: needed(status.roots.acme, "ACME server"),
    resolver: address,
    cloudflareForHosts: needed(status.apis.cloudflareForHosts, "Cloudflare API"),
    cloudflareToken: openTokens(directory).cloudflare,
  };
}

async function makeZones({ instance: { directory }, status: { apis, zones } }: Stage, names: readonly string[], plan: Plan): Promise<void> {
  const url = `${overHttp(needed(apis.cloudflare, "Cloudflare API"))}/zones`;
  const headers = { authorization: `Bearer ${openTokens(directory).cloudflare}`, "content-type": "application/json" };
  const ask = async (name: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(url + path, { headers, ...(body && { method: "POST", body: JSON.stringify(body) }) });
    if (!response.ok) throw new Error(`Cannot make the zone ${name} in the local cloud: ${await response.text()}`);
    return ((await response.json()) as { readonly result: unknown }).result;
  };
  for (const name of new Set(names)) {
    if (!zones.includes(name)) await ask(name, "", { account: {}, name, type: "full" });
    if (plan === "free") continue;
    const found = (await ask(name, `?name=${name}`)) as readonly { readonly id: string }[];
    for (const { id } of found) await ask(name, `/${id}/subscription`, { rate_plan: { id: plan } });
  }
}

function rootsOf({ roots }: Status): string[] {
  return [roots.edge, ...(roots.acme === undefined ? [] : [roots.acme])].map((file) => readFileSync(file, "utf8"));
}

function needed<T>(part: T | undefined, name: string): T {
  if (part === undefined) throw new Error(`Cannot go on as the local cloud's ${name} must run: see its log`);
  return part;
}

/** Returns the whole seconds since it was last asked. */
export function stopwatch(): () => number {
  let last = Date.now();
  return () => {
    const seconds = Math.round((Date.now() - last) / 1000);
    last = Date.now();
    return seconds;
  };
}
