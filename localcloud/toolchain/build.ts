import { copyFileSync } from "node:fs";
import { join } from "node:path";
import type { Progress } from "../progress";
import { buildGoProgram, type GoProgram } from "./go-program";
import { engineModule, engineVersion, isToolchain, languageHostModule, sdkDirectory } from "./locate";
import { makeOnce } from "./once";

/** The plugin for dynamic resources. */
const dynamicProviders = "pulumi-resource-pulumi-nodejs";

/** The linker sets the engine's version, as in the vendor's releases; without it, the engine refuses plugins that require a minimum. */
const sources = (): readonly GoProgram[] => [
  {
    name: "pulumi",
    module: engineModule,
    package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
    linkerFlags: `-s -w -X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${engineVersion()}`,
  },
  {
    name: "pulumi-language-nodejs",
    module: languageHostModule,
    package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
    linkerFlags: "-s -w",
  },
];

/** Builds the engine and its host for Node.js programs into `<directory>/bin`. */
export async function buildToolchain(directory: string, progress: Progress): Promise<void> {
  await makeOnce(
    directory,
    () => isToolchain(directory),
    async (unfinished) => {
      for (const program of sources())
        await progress.step(`building ${program.name} from its Go modules, once`, (tell) => buildGoProgram(program, unfinished, tell));
      // A script of the SDK. The vendor's releases have it beside the engine, which warns if it is elsewhere.
      copyFileSync(join(sdkDirectory(), dynamicProviders), join(unfinished, "bin", dynamicProviders));
    },
  );
}
