import { readFileSync, statSync } from "node:fs";
import type { Fault } from "../fault";
import type { FileReference } from "../file-reference";

/** Far above the size of any certificate or key: another file was named by mistake. */
const mostBytes = 1024 * 1024;

/** What is in a file; a fault when it cannot be read. */
export function readFile({ file }: FileReference, path: string): Buffer | Fault {
  try {
    const { size } = statSync(file);
    if (size > mostBytes)
      return { path: `${path}.file`, problem: `must be at most ${mostBytes} bytes: ${file} has ${size}`, remedy: "Name the file that is meant" };
    return readFileSync(file);
  } catch (error) {
    const { code = "an error" } = error as NodeJS.ErrnoException;
    // A key in the place of its path must not end up in a log.
    const name = file.includes("-----BEGIN ") ? "PEM text" : file;
    return {
      path: `${path}.file`,
      problem: `must be a file that can be read: ${name} gives ${code}`,
      remedy: "Correct the path, which is relative to the program's folder, or the file's permissions",
    };
  }
}
