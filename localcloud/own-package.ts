import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const manifest = (directory: string): string => join(directory, "package.json");

/** The folder of this package's package.json: the same for the compiled code in dist/ and for the sources. */
export const packageRoot: string = (() => {
  let directory = __dirname;
  while (!existsSync(manifest(directory))) directory = dirname(directory);
  return directory;
})();

/** The version of this package. */
export const packageVersion: string = (JSON.parse(readFileSync(manifest(packageRoot), "utf8")) as { version: string }).version;
