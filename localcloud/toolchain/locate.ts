import { accessSync, constants, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { packageRoot } from "../own-package";
import { pinnedVersion } from "./go-module";

/** A `pulumi` that runs programs in TypeScript. */
export interface Toolchain {
  /** Folders to put in front of PATH; empty if everything is on PATH already. */
  readonly bin: readonly string[];
  /** E.g. `3.274.1`; absent for one on PATH, which would have to be run to find out. */
  readonly version?: string;
  /** On the user's PATH, from the vendor's installer, or built from the vendor's Go modules. */
  readonly origin: "path" | "installer" | "built";
}

/** The programs that every stack of a TypeScript program needs. */
export const programs = ["pulumi", "pulumi-language-nodejs"] as const;

/** The modules that the engine and the language hosts are built from, with their checksums. */
export const engineModule = join(packageRoot, "toolchain", "engine");
export const languageHostModule = join(packageRoot, "toolchain", "language-hosts");

/** The folder for files that a user's local clouds share and can make again. */
export function cacheDirectory(environment: NodeJS.ProcessEnv = process.env): string {
  return join(environment["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "tlsup");
}

/** The folders of this user's toolchains, by origin. */
export function cachedToolchains(): { readonly installer: string; readonly built: string } {
  const toolchains = join(cacheDirectory(), "toolchain");
  return { installer: join(toolchains, `vendor-${sdkVersion()}`), built: join(toolchains, engineVersion()) };
}

/** The existing toolchain, if there is one. */
export function locateToolchain(environment: NodeJS.ProcessEnv = process.env): Toolchain | undefined {
  const { installer, built } = cachedToolchains();
  const onPath = (environment["PATH"] ?? "").split(delimiter);
  const cached = [join(installer, "bin"), join(built, "bin")];
  // A shell of `tlsup local env` has the cached one on PATH, which the user has not installed.
  const installed = onPath.filter((directory) => !cached.includes(directory));
  if (programs.every((program) => installed.some((directory) => isProgram(join(directory, program))))) return { bin: [], origin: "path" };
  if (isToolchain(installer)) return { bin: [join(installer, "bin")], version: sdkVersion(), origin: "installer" };
  if (isToolchain(built)) return { bin: [join(built, "bin")], version: engineVersion(), origin: "built" };
  return undefined;
}

export function isToolchain(directory: string): boolean {
  return programs.every((program) => isProgram(join(directory, "bin", program)));
}

export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The version of the engine that the committed modules pin. */
export function engineVersion(): string {
  return pinnedVersion(engineModule, "github.com/pulumi/pulumi/pkg/v3");
}

/** The folder of `@pulumi/pulumi` that a program in one of `directories` uses, or this package's own if they have none. */
export function sdkDirectory(...directories: readonly string[]): string {
  return dirname(require.resolve("@pulumi/pulumi/package.json", { paths: [...directories, packageRoot] }));
}

/** The SDK's installer installs the engine of the same version. */
function sdkVersion(): string {
  return (JSON.parse(readFileSync(join(sdkDirectory(), "package.json"), "utf8")) as { version: string }).version;
}
