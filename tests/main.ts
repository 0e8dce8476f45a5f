import { spawn } from "node:child_process";
import { failedChecks } from "./checks/run";
import { watched } from "./checks/watchdog";
import { root } from "./support/environment";
import { filesLeft, longFiles } from "./support/long-files";
import { installTools } from "./support/tools";

/** Twice what the slowest file takes on a machine with two cores, which three files share; and what forgetting a local cloud takes at most, in milliseconds. */
const limits = { file: 40 * 60_000, grace: 3 * 60_000 };

const print = (text: string): void => void process.stderr.write(text);

/** Beside the tests, and after them in line for the processor. */
const checks = {
  lint: ["nice", "-n", "10", "npm", "run", "--silent", "lint"],
  types: ["nice", "-n", "10", "npm", "run", "--silent", "typecheck"],
} as const;

/** Arguments of jest for all tests whose turn it is. */
function testsInTurn(): string[] {
  const left = filesLeft();
  if (left.length > 0) print(`${left.length} of the ${longFiles.length} files that take long are left for other days: TLSUP_TURN=all tries them all\n`);
  return left.map((file) => `--testPathIgnorePatterns=${file}$`);
}

/** `npm test [arguments of jest]`: the tests, lint and types. A check that fails fails the run: it counts in the last line. */
async function main(args: readonly string[]): Promise<number> {
  installTools();
  // Ctrl-C reaches jest too, which then removes its local cloud: this process outlasts it.
  process.on("SIGINT", () => undefined);
  const chosen = args.length > 0 ? args : testsInTurn();
  const jest = spawn(process.execPath, [require.resolve("jest/bin/jest"), ...chosen], { cwd: root, stdio: ["inherit", "inherit", "inherit", "ipc"] });
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
