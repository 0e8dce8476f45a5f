import { execFile } from "node:child_process";
import { copyFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../own-package";
import type { Progress } from "../progress";
import { contentId } from "./content-id";
import { buildGoProgram, type GoProgram } from "./go-program";
import { cacheDirectory, cachedToolchains, isProgram, languageHostModule } from "./locate";
import { makeOnce } from "./once";
import { ensureToolchain } from "./toolchain";

/** The languages besides TypeScript in which a program can be written. */
export const languages = ["python", "go", "yaml"] as const;
export type Language = (typeof languages)[number];

/** How the host of a language is built into `<directory>/bin`. */
interface Host {
  /** The folder whose go.mod and go.sum pin it. */
  readonly module: string;
  build(directory: string, tell: (line: string) => void): Promise<void>;
}

const yamlHostModule = join(packageRoot, "toolchain", "yaml-host");
const sdk = "github.com/pulumi/pulumi/sdk/v3";
const program = (language: Language, module: string, path: string): GoProgram => ({ name: hostName(language), module, package: path, linkerFlags: "-s -w" });

const hosts: Readonly<Record<Language, Host>> = {
  python: { module: languageHostModule, build: buildPythonHost },
  go: {
    module: languageHostModule,
    build: (directory, tell) => buildGoProgram(program("go", languageHostModule, `${sdk}/go/pulumi-language-go`), directory, tell),
  },
  yaml: {
    module: yamlHostModule,
    build: (directory, tell) => buildGoProgram(program("yaml", yamlHostModule, "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml"), directory, tell),
  },
};

/** Makes Pulumi run programs in a language. The vendor's Pulumi already can; for an engine that was built here, builds the language's host once. */
export async function ensureLanguage(language: Language, progress: Progress): Promise<void> {
  const { origin } = await ensureToolchain(progress);
  if (origin !== "built") return;
  const { module, build } = hosts[language];
  const directory = join(cacheDirectory(), "toolchain", `${hostName(language)}-${contentId(module)}`);
  const host = join(directory, "bin", hostName(language));
  await makeOnce(
    directory,
    () => isProgram(host),
    (unfinished) => progress.step(`building Pulumi's host for ${language}, once`, (tell) => build(unfinished, tell)),
  );
  // The engine warns of a host that is not in its own folder.
  replaceLink(host, join(cachedToolchains().built, "bin", hostName(language)));
}

function hostName(language: Language): string {
  return `pulumi-language-${language}`;
}

/** Builds Pulumi's host with the script that it runs, and the wrapper `language-hosts/python` in front of both. */
async function buildPythonHost(directory: string, tell: (line: string) => void): Promise<void> {
  const vendor = join(directory, "vendor");
  await buildGoProgram(program("python", languageHostModule, `${sdk}/python/cmd/pulumi-language-python`), vendor, tell);
  // Go itself checks every download against go.sum.
  const { stdout } = await promisify(execFile)("go", ["mod", "download", "-json", sdk], { cwd: languageHostModule });
  const { Dir: sources } = JSON.parse(stdout) as { Dir: string };
  const script = "pulumi-language-python-exec";
  copyFileSync(join(sources, "python", "cmd", script), join(vendor, "bin", script));
  await buildGoProgram(program("python", languageHostModule, "./python"), directory, tell);
}

/** Replaces the link atomically, as a program may be starting. */
function replaceLink(target: string, link: string): void {
  const fresh = `${link}.${process.pid}`;
  rmSync(fresh, { force: true });
  symlinkSync(target, fresh);
  renameSync(fresh, link);
}
