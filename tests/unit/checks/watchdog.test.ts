import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { watched, type End } from "../../checks/watchdog";
import { until } from "../../support/droplets";
import { root } from "../../support/environment";

/** A run that tells its news, then does something. */
const run = (news: readonly object[], then: string): ChildProcess =>
  spawn(process.execPath, ["-e", `for (const each of ${JSON.stringify(news)}) process.send(each); ${then}`], { stdio: ["ignore", "pipe", "inherit", "ipc"] });

const printed: string[] = [];
const watch = (child: ChildProcess, file: number): Promise<End> => watched(child, { file, grace: 500 }, (text) => void printed.push(text));
/** What has ended, and nobody has asked for its code, is a zombie. */
const isAlive = (pid: number): boolean => /^[^Z]/.test(spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout);

beforeEach(() => void printed.splice(0));

test("a run that ends is left alone, and its code is its own", async () => {
  expect(await watch(run([{ files: 1 }, { began: "a" }, { ended: "a", passed: 2, failed: 1 }], "process.exitCode = 7; process.disconnect();"), 60_000)).toEqual(
    { code: 7, isStopped: false, passed: 2, failed: 1 },
  );
  expect(printed).toEqual([]);
});

test("a file that does not end stops the run: it is named, and counts as failed, like those that were still to come", async () => {
  const news = [{ files: 4 }, { began: "a" }, { began: "b" }, { ended: "a", passed: 5, failed: 1 }];
  expect(await watch(run(news, "setInterval(() => {}, 1000);"), 3000)).toEqual({ code: 1, isStopped: true, passed: 5, failed: 4 });
  expect(printed.join("")).toMatch(/has not ended: b\n$/);
});

test("so does a run that hangs beside its files, also after the last one", async () => {
  expect(await watch(run([{ files: 1 }, { began: "a" }, { ended: "a", passed: 5, failed: 0 }], "setInterval(() => {}, 1000);"), 3000)).toEqual({
    code: 1,
    isStopped: true,
    passed: 5,
    failed: 1,
  });
  expect(printed.join("")).toMatch(/has not ended: what is done beside the files\n$/);
});

test("a run that does not heed the interruption is killed, with what it has started", async () => {
  const child = run(
    [{ files: 1 }, { began: "a" }],
    `process.on("SIGINT", () => {});
     console.log(require("node:child_process").spawn("sleep", ["1000"], { stdio: "ignore" }).pid);
     setInterval(() => {}, 1000);`,
  );
  const started = new Promise<number>((resolve) => child.stdout?.once("data", (data: Buffer) => resolve(Number(data))));
  expect(await watch(child, 4000)).toEqual({ code: 1, isStopped: true, passed: 0, failed: 1 });
  expect(child.signalCode).toBe("SIGKILL");
  const pid = await started;
  await until(
    () => Promise.resolve(isAlive(pid)),
    (alive) => !alive,
  );
});

test("a run of Jest tells its news, and ends with the slowest files and the line that counts", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-tally-"));
  writeFileSync(join(folder, "good.test.js"), 'test("holds", () => {});\n');
  writeFileSync(join(folder, "bad.test.js"), 'test("holds", () => {}); test("does not", () => expect(1).toBe(2)); test.skip("is left out", () => {});\n');
  writeFileSync(join(folder, "broken.test.js"), "nothing is\n");
  writeFileSync(join(folder, "package.json"), "{}\n");
  const jest = require.resolve("jest/bin/jest");
  const options = ["--rootDir", folder, "--config", JSON.stringify({ reporters: [join(root, "tests", "support", "tally.mjs")] })];
  const child = spawn(process.execPath, [jest, ...options], { cwd: folder, stdio: ["ignore", "pipe", "ignore", "ipc"] });
  const news: object[] = [];
  let output = "";
  child.on("message", (each: object) => news.push(each));
  child.stdout?.on("data", (data: Buffer) => (output += data.toString()));
  expect(await watch(child, 600_000)).toEqual({ code: 1, isStopped: false, passed: 2, failed: 3 });
  rmSync(folder, { recursive: true });
  expect(news[0]).toEqual({ files: 3 });
  expect(news).toEqual(
    expect.arrayContaining([
      { began: "good.test.js" },
      { ended: "good.test.js", passed: 1, failed: 0 },
      { ended: "bad.test.js", passed: 1, failed: 2 },
      { ended: "broken.test.js", passed: 0, failed: 1 },
    ]),
  );
  expect(output).toMatch(/^Slowest files:\n(?: +\d+\.\d s {2}\w+\.test\.js\n){3}2 passed, 3 failed\n$/);
});
