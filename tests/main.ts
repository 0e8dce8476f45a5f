import { spawn } from "node:child_process";
import { failedChecks } from "./checks/run";
import { watched } from "./checks/watchdog";
import { root } from "./support/environment";
import { installTools } from "./support/tools";

/** Twice what the slowest file takes on a machine with two cores, which three files share; and what forgetting a local cloud takes at most, in milliseconds. */
const limits = { file: 40 * 60_000, grace: 3 * 60_000 };

const print = (text: string): void => void process.stderr.write(text);

/** `npm test [arguments of jest]`: lint, types, then the tests. A check that fails lets the tests go on, and fails the run: it counts in the last line. */
async function main(args: readonly string[]): Promise<number> {
  installTools();
  const failed = await failedChecks({ lint: ["npm", "run", "--silent", "lint"], types: ["npm", "run", "--silent", "typecheck"] }, print);
  // Ctrl-C reaches jest too, which then removes its local cloud: this process outlasts it.
  process.on("SIGINT", () => undefined);
  const jest = spawn(process.execPath, [require.resolve("jest/bin/jest"), ...args], {
    cwd: root,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, TLSUP_FAILED_CHECKS: String(failed.length) },
  });
  const { code, counts } = await watched(jest, limits, print);
  if (counts !== undefined) process.stdout.write(`${counts.passed} passed, ${counts.failed + failed.length} failed\n`);
  return failed.length > 0 ? 1 : code;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n0 passed, 1 failed\n`);
    process.exitCode = 1;
  },
);
