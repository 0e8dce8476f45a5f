import { spawn } from "node:child_process";
import { once } from "node:events";
import { failedChecks } from "./checks/run";
import { root } from "./support/environment";
import { installTools } from "./support/tools";

/** `npm test [arguments of jest]`: lint, types, then the tests. A check that fails lets the tests go on, and fails the run: it counts in the last line. */
async function main(args: readonly string[]): Promise<number> {
  installTools();
  const failed = await failedChecks(
    { lint: ["npm", "run", "--silent", "lint"], types: ["npm", "run", "--silent", "typecheck"] },
    (text) => void process.stderr.write(text),
  );
  // Ctrl-C reaches jest too, which then removes its local cloud: this process outlasts it.
  process.on("SIGINT", () => undefined);
  const jest = spawn(process.execPath, [require.resolve("jest/bin/jest"), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, TLSUP_FAILED_CHECKS: String(failed.length) },
  });
  const [code] = (await once(jest, "close")) as [number | null];
  return failed.length > 0 ? 1 : (code ?? 1);
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n0 passed, 1 failed\n`);
    process.exitCode = 1;
  },
);
