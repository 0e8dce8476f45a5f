import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { supervise, type SupervisedProgram } from "../../../../localcloud/acme/supervise";
import { jsonLog } from "../../../../localcloud/log";

const isRunning = (pid: number): boolean => {
  const state = /^State:\s+(\w)/m.exec(existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, "utf8") : "")?.[1];
  return state !== undefined && state !== "Z";
};

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}

describe("a supervised program", () => {
  let folder: string;
  let entries: { event: string; reason?: string }[];
  const closings: (() => Promise<void>)[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tlsup-supervise-"));
    entries = [];
  });
  afterEach(async () => {
    for (const close of closings.splice(0)) await close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** It serves when it has written its process id. */
  const program = (script: string): SupervisedProgram => ({
    name: "the test's program",
    command: "sh",
    args: ["-c", script],
    environment: { FOLDER: folder },
    output: join(folder, "output"),
    ready: async (signal) => {
      while (!existsSync(join(folder, "pid"))) await sleep(5, undefined, { signal });
    },
    log: jsonLog((line) => entries.push(JSON.parse(line) as { event: string })),
  });
  const run = async (script: string): Promise<void> => {
    const { close } = await supervise(program(script));
    closings.push(close);
  };
  const pid = (): number => Number(readFileSync(join(folder, "pid"), "utf8"));
  const serve = 'echo $$ > "$FOLDER/writing" && mv "$FOLDER/writing" "$FOLDER/pid"; exec sleep 1000';

  test("is started again when it ends, and the log says why it ended", async () => {
    await run(`echo "about to serve"; ${serve}`);
    const first = pid();
    process.kill(first, "SIGKILL");
    await until(() => pid() !== first);
    expect(isRunning(pid())).toBe(true);
    expect(entries).toMatchObject([{ event: "ended", reason: "SIGKILL: about to serve" }]);
    expect(readFileSync(join(folder, "output.1"), "utf8")).toBe("about to serve\n");
  });

  test("is started again also when it does not serve at first", async () => {
    await run(`[ -e "$FOLDER/broken" ] && rm "$FOLDER/broken" && exit 1; ${serve}`);
    const first = pid();
    renameSync(join(folder, "pid"), join(folder, "broken"));
    process.kill(first, "SIGKILL");
    await until(() => existsSync(join(folder, "pid")));
    expect(entries).toHaveLength(2);
  });

  test("ends when it is closed, and is not started again", async () => {
    await run(serve);
    await closings.pop()?.();
    expect(isRunning(pid())).toBe(false);
    expect(entries).toEqual([]);
  });

  test("that ends before it serves is an error with its last words", async () => {
    const attempt = supervise(program("echo first; echo 'address already in use' >&2; exit 3"));
    await expect(attempt).rejects.toThrow(/Cannot start the test's program .* exit code 3: address already in use/);
  });

  test("that cannot be run is an error", async () => {
    const attempt = supervise({ ...program(""), command: join(folder, "missing") });
    await expect(attempt).rejects.toThrow(/missing: not found/);
  });

  test("gets nothing of this process's environment but PATH", async () => {
    process.env["CANARY_OF_THE_ENVIRONMENT"] = "1";
    await run(`env > "$FOLDER/environment"; ${serve}`);
    delete process.env["CANARY_OF_THE_ENVIRONMENT"];
    const names = readFileSync(join(folder, "environment"), "utf8").match(/^\w+(?==)/gm);
    expect(names?.filter((name) => !["PWD", "SHLVL", "OLDPWD", "_"].includes(name)).sort()).toEqual(["FOLDER", "PATH"]);
  });

  test("ends with the process that supervises it, even when that is killed", async () => {
    const supervisor = spawn(process.execPath, ["-r", "ts-node/register/transpile-only", join(__dirname, "supervisor.ts"), folder, serve], {
      stdio: "inherit",
    });
    await until(() => existsSync(join(folder, "pid")) && pid() > 0);
    const supervised = pid();
    expect(isRunning(supervised)).toBe(true);
    supervisor.kill("SIGKILL");
    await once(supervisor, "exit");
    await until(() => !isRunning(supervised));
  });
});
