import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { packageRoot } from "../own-package";
import type { Progress } from "../progress";
import { contentId } from "./content-id";
import { buildGoProgram } from "./go-program";
import { cacheDirectory, isProgram } from "./locate";
import { makeOnce } from "./once";

/** The languages whose programs need an SDK: TypeScript has the package itself, and YAML reads the schema. */
export const sdkLanguages = ["python", "go"] as const;
export type SdkLanguage = (typeof sdkLanguages)[number];

const name = "sdk-generator";
const sources = join(packageRoot, "toolchain", name);

/** Writes this package's SDK for a language into a folder, replacing its content. */
export async function writeSdk(language: SdkLanguage, folder: string, progress: Progress): Promise<void> {
  const generator = await ensureGenerator(progress);
  const schema = createRequire(__filename).resolve("tlsup/schema.json");
  await promisify(execFile)(generator, [language, schema, folder]);
}

/** Builds the generator, once: the language hosts that can be built from Go modules cannot generate SDKs. */
async function ensureGenerator(progress: Progress): Promise<string> {
  const directory = join(cacheDirectory(), "toolchain", `${name}-${contentId(sources)}`);
  const generator = join(directory, "bin", name);
  await makeOnce(
    directory,
    () => isProgram(generator),
    (unfinished) =>
      progress.step("building the generator of SDKs, once", (tell) =>
        buildGoProgram({ name, module: sources, package: ".", linkerFlags: "-s -w" }, unfinished, tell),
      ),
  );
  return generator;
}
