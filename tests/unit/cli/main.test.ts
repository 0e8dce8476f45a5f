import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "../../support/environment";

test("a pipe that is read late gets everything, and then the exit code", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-main-"));
  const stub = join(folder, "node_modules", "tlsup-local");
  mkdirSync(stub, { recursive: true });
  writeFileSync(
    join(stub, "index.js"),
    `exports.localCloud = {
      addCommands: (program) =>
        program.command("tell").action(() => {
          process.stdout.write("x".repeat(4_000_000));
          throw new Error("findings");
        }),
    };`,
  );
  const command = ["--require", join(root, "node_modules", "ts-node", "register", "transpile-only.js"), join(root, "cli", "main.ts"), "tell"];
  const child = spawn(process.execPath, command, {
    cwd: folder,
    env: { ...process.env, TS_NODE_PROJECT: join(root, "tsconfig.json") },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = once(child, "exit");
  const said = text(child.stderr);
  await Promise.race([exit, sleep(5000)]);
  const told = await text(child.stdout);
  expect([told.length, await said, await exit]).toEqual([4_000_000, "findings\n", [1, null]]);
  rmSync(folder, { recursive: true });
});
