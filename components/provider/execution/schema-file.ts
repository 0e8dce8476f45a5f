import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { PackageSpec } from "../schema/spec";

/** The package's schema as JSON, which the build writes. */
export function packageSchema(): string {
  return readFileSync(createRequire(__filename).resolve("tlsup/schema.json"), "utf8");
}

/** The same, read. */
export function packageSpec(): PackageSpec {
  return JSON.parse(packageSchema()) as PackageSpec;
}
