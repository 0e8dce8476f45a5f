import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { acmeDirectory } from "../acme/directory";
import { runningDaemon } from "../daemon/record";
import { acmeRoots } from "../daemon/roots";
import { openInstance } from "../daemon/slot";
import { openTokens } from "../daemon/tokens";
import { dataDirectory, ports, type Instance } from "../instance";
import { installStandIns, standInEnvironment } from "../providers/install";
import { installOwnPlugin } from "../providers/own-plugin";
import { writeDurably } from "../store/store";
import { locateToolchain, sdkDirectory, type Toolchain } from "../toolchain/locate";
import { NotRunning } from "./not-running";
import { trustEnvironment } from "./trust";

/**
 * The variables with which the vendors' own programs and clients reach the local cloud, in addition to those of
 * this process. Creates the files and folders that they name.
 */
export function localEnvironment(instance: Instance, toolchain: Toolchain): Record<string, string> {
  const tokens = openTokens(instance.directory);
  const home = join(instance.directory, "pulumi", "home");
  const backend = join(instance.directory, "pulumi", "backend");
  for (const directory of [home, backend]) mkdirSync(directory, { recursive: true, mode: 0o700 });
  installStandIns({ pulumiHome: home, node: process.execPath, packageRoot: process.cwd(), host: instance.directory });
  installOwnPlugin(home, process.execPath);
  return {
    // The SDK has the plugin for dynamic resources. Its folder comes last: the engine warns if it precedes the plugin of a vendor's installation.
    PATH: extendPath(process.env["PATH"] ?? "", toolchain.bin, sdkDirectory(process.cwd())),
    PULUMI_HOME: home,
    PULUMI_BACKEND_URL: pathToFileURL(backend).href,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    // Pulumi.yaml sets this by `tsconfig`, which the language host that is built here is too old to know.
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    ...standInEnvironment,
    DIGITALOCEAN_TOKEN: tokens.digitalocean,
    DIGITALOCEAN_ACCESS_TOKEN: tokens.digitalocean,
    DIGITALOCEAN_API_URL: `https://${instance.address}:${ports.digitalocean}`,
    HCLOUD_TOKEN: tokens.hetzner,
    HCLOUD_ENDPOINT: `https://${instance.address}:${ports.hetzner}/v1`,
    LINODE_TOKEN: tokens.linode,
    LINODE_URL: `https://${instance.address}:${ports.linode}`,
    LINODE_API_VERSION: "v4",
    CLOUDFLARE_API_TOKEN: tokens.cloudflare,
    CLOUDFLARE_BASE_URL: `https://${instance.address}:${ports.cloudflare}/client/v4`,
    ...trustEnvironment(instance, process.env),
    // For lego; other ACME clients take both on their command line.
    LEGO_SERVER: acmeDirectory(instance.address),
    LEGO_CA_CERTIFICATES: acmeRoots(instance),
    TLSUP_DNS_ADDRESS: instance.address,
    TLSUP_LOCAL_DIR: instance.directory,
  };
}

/** Variables of the user's own accounts: the vendors' clients would prefer them to those of {@link localEnvironment}. */
const conflictingVariables: readonly string[] = ["PULUMI_CONFIG_PASSPHRASE", "CLOUDFLARE_API_KEY", "CLOUDFLARE_EMAIL", "CLOUDFLARE_API_USER_SERVICE_KEY"];

/** The environment of a command that must reach only the local cloud. */
export function commandEnvironment(instance: Instance, toolchain: Toolchain): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !conflictingVariables.includes(name));
  return { ...Object.fromEntries(inherited), ...localEnvironment(instance, toolchain) };
}

/**
 * The variables that `tlsup local env` prints; `undefined` means unset.
 *
 * @throws {@link NotRunning}
 */
export async function openEnvironment(directory: string): Promise<Record<string, string | undefined>> {
  const { instance, toolchain } = running(directory);
  const conflicts = conflictingVariables.filter((name) => process.env[name] !== undefined);
  return { ...localEnvironment(instance, toolchain), ...Object.fromEntries(conflicts.map((name) => [name, undefined])) };
}

/**
 * The local cloud in a folder, and the programs that its users run.
 *
 * @throws {@link NotRunning}
 */
export function running(directory: string): { readonly instance: Instance; readonly toolchain: Toolchain } {
  const instance = openInstance(directory);
  if (!instance || !runningDaemon(directory)) throw new NotRunning(directory);
  const toolchain = locateToolchain();
  if (!toolchain) throw new Error("Cannot go on as there is no Pulumi yet: run `tlsup local up`, which installs or builds it.");
  return { instance, toolchain };
}

/** Keeps PATH from growing when the commands are evaluated twice in one shell. */
function extendPath(path: string, first: readonly string[], last: string): string {
  const rest = path.split(delimiter).filter((directory) => directory !== last && !first.includes(directory));
  return [...first, ...rest, last].join(delimiter);
}

/**
 * One passphrase for all local clouds of a user: Pulumi stores a check of the passphrase in the stack's configuration
 * file, and that file belongs to the program, which may run on any local cloud.
 */
function passphraseFile(): string {
  const directory = dataDirectory(process.env);
  const file = join(directory, "passphrase");
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) writeDurably(file, randomBytes(32).toString("hex"), 0o600);
  return file;
}
