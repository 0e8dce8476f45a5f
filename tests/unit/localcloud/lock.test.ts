import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../../localcloud/lock";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tlsup-lock-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

test("of many actions under one lock only one runs at a time", async () => {
  let running = 0;
  let most = 0;
  const action = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running -= 1;
  };
  await Promise.all(Array.from({ length: 6 }, () => withLock(join(directory, "deep", "lock"), action)));
  expect(most).toBe(1);
});

test("an action that fails gives the lock back and passes its error on", async () => {
  const file = join(directory, "lock");
  await expect(withLock(file, () => Promise.reject(new Error("failed")))).rejects.toThrow("failed");
  await expect(withLock(file, async () => "next")).resolves.toBe("next");
});

test("a process that is killed gives the lock back", async () => {
  const file = join(directory, "lock");
  const holder = spawn("flock", [file, "sh", "-c", "echo; exec cat"], { stdio: ["pipe", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  const waiting = withLock(file, async () => "mine");
  // What the end of the holding process does to its pipes.
  holder.stdin.destroy();
  await expect(waiting).resolves.toBe("mine");
});
