import { mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { withLock } from "../lock";

/**
 * Makes `directory` unless `isMade` returns true, or another process makes it meanwhile. It appears
 * complete or not at all: `make` fills a folder with another name.
 */
export async function makeOnce(directory: string, isMade: () => boolean, make: (unfinished: string) => Promise<void>): Promise<void> {
  if (isMade()) return;
  mkdirSync(dirname(directory), { recursive: true });
  await withLock(`${directory}.lock`, async () => {
    if (isMade()) return;
    const unfinished = `${directory}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    await make(unfinished);
    rmSync(directory, { recursive: true, force: true });
    renameSync(unfinished, directory);
  });
}
