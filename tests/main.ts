import { spawn } from "node:child_process";
import { failedChecks } from "./checks/run";
import { watched } from "./checks/watchdog";
import { root } from "./support/environment";
import { installTools } from "./support/tools";

/** Twice what the slowest file takes on a machine with two cores, which three files share; and what forgetting a local cloud takes at most, in milliseconds. */
const limits = { file: 40 * 60_000, grace: 3 * 60_000 };

const print = (text: string): void => void process.stderr.write(text);

/** Beside the tests, and after them in line for the processor. */
const checks = {
  lint: ["nice", "-n", "10", "npm", "run", "--silent", "lint"],
  types: ["nice", "-n", "10", "npm", "run", "--silent", "typecheck"],
} as const;

/** `npm test [arguments of jest]`: the tests, lint and types. A check that fails fails the run: it counts in the last line. */
async function main(args: readonly string[]): Promise<number> {
  installTools();
  // Ctrl-C reaches jest too, which then removes its local cloud: this process outlasts it.
  process.on("SIGINT", () => undefined);
  const jest = spawn(process.execPath, [require.resolve("jest/bin/jest"), ...args], { cwd: root, stdio: ["inherit", "inherit", "inherit", "ipc"] });
  const [{ code, isStopped, passed, failed }, failures] = await Promise.all([watched(jest, limits, print), failedChecks(checks, print)]);
  // A run that comes to its own end has said the same, without the checks.
  if (isStopped || failures.length > 0) process.stdout.write(`${passed} passed, ${failed + failures.length} failed\n`);
  return failures.length > 0 ? 1 : code;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n0 passed, 1 failed\n`);
    process.exitCode = 1;
  },
);
