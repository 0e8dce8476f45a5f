import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Puts a shell script into a folder that a test has in its PATH, in the place of the machine's program of this name. */
export function stubProgram(folder: string, name: string, script: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}
