import { copyFileSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "../lock";
import type { Progress } from "../progress";
import { cacheDirectory, engineModule, engineVersion, isToolchain, languageHostModule, sdkDirectory } from "./locate";
import { runLogged } from "./logged";

interface Program {
  readonly name: string;
  /** The folder whose go.mod pins it. */
  readonly module: string;
  readonly package: string;
  readonly linkerFlags: string;
}

/** The plugin for dynamic resources. */
const dynamicProviders = "pulumi-resource-pulumi-nodejs";

/** The engine learns its own version from the linker, as in the vendor's releases; without it refuses to load plugins that ask for a minimum. */
const sources = (): readonly Program[] => [
  {
    name: "pulumi",
    module: engineModule,
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    linkerFlags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${engineVersion()}`,
  },
  { name: "pulumi-language-nodejs", module: languageHostModule, package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs", linkerFlags: "-s -w" },
];

/**
 * Builds the engine and its host for Node.js programs into `<directory>/bin`, unless another process did so
 * meanwhile. `directory` appears complete or not at all.
 */
export async function buildToolchain(directory: string, progress: Progress): Promise<void> {
  mkdirSync(join(directory, ".."), { recursive: true });
  await withLock(`${directory}.lock`, async () => {
    if (isToolchain(directory)) return;
    const unfinished = `${directory}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    for (const program of sources()) await progress.step(`building ${program.name} from its Go modules, once`, (tell) => build(program, unfinished, tell));
    // A script of the SDK's. The vendor's releases have it beside the engine, which warns when it is elsewhere.
    copyFileSync(join(sdkDirectory(), dynamicProviders), join(unfinished, "bin", dynamicProviders));
    rmSync(directory, { recursive: true, force: true });
    renameSync(unfinished, directory);
  });
}

async function build(program: Program, directory: string, tell: (line: string) => void): Promise<void> {
  const output = join(directory, "bin", program.name);
  const args = ["build", "-mod=readonly", "-trimpath", "-v", "-ldflags", program.linkerFlags, "-o", output, program.package];
  const log = join(cacheDirectory(), "log", `${program.name}.log`);
  let packages = 0;
  // Without cgo no C compiler is needed, and the result runs on every Linux.
  await runLogged(`build ${program.name}`, { command: "go", args, log, cwd: program.module, environment: { CGO_ENABLED: "0" } }, (line) => {
    const download = /^go: (.*)/.exec(line)?.[1];
    tell(download ?? `package ${(packages += 1)}, ${line}`);
  });
}
