import { createHash } from "node:crypto";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { packageRoot, packageVersion } from "../own-package";

/** The compiled local cloud. */
export const builtCode = join(packageRoot, "dist");

/** Identifies the installed code: the version, and a digest of the compiled modules, so that a rebuilt checkout counts as new too. */
export function buildId(): string {
  const digest = createHash("sha256");
  const modules = readdirSync(builtCode, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".js"));
  for (const module of modules.sort()) digest.update(module).update(readFileSync(join(builtCode, module)));
  return `${packageVersion}-${digest.digest("hex").slice(0, 12)}`;
}
