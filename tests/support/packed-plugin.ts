import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./environment";

const run = promisify(execFile);

/** Writes the plugin's archive into a folder; returns its path. */
export async function packPlugin(folder: string): Promise<string> {
  const { stdout } = await run(process.execPath, [join(root, "bin", "pack-plugin.mjs"), folder]);
  const [sha256 = "", path = ""] = stdout.trim().split("  ");
  expect(createHash("sha256").update(readFileSync(path)).digest("hex")).toBe(sha256);
  return path;
}

/** Unpacks a release's plugin into a folder, like Pulumi. */
export async function unpackPlugin(folder: string): Promise<void> {
  await run("tar", ["-xf", await packPlugin(folder), "-C", folder]);
}
