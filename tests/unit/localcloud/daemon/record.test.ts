import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeRecord, runningDaemon, writeRecord, type DaemonRecord } from "../../../../localcloud/daemon/record";
import { openTokens } from "../../../../localcloud/daemon/tokens";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tlsup-record-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const file = (): string => join(directory, "daemon.json");

describe("the record of a daemon", () => {
  test("tells of a daemon that lives", () => {
    writeRecord(directory, "build", ["dns"]);
    expect(runningDaemon(directory)).toMatchObject({ pid: process.pid, build: "build", parts: ["dns"] });
  });

  test("counts for nothing once the daemon is gone, whether removed or not", async () => {
    writeRecord(directory, "build", []);
    const record = JSON.parse(readFileSync(file(), "utf8")) as DaemonRecord;
    const child = spawn("true");
    await once(child, "close");
    writeFileSync(file(), JSON.stringify({ ...record, pid: child.pid }));
    expect(runningDaemon(directory)).toBeUndefined();
    removeRecord(directory);
    expect(runningDaemon(directory)).toBeUndefined();
  });

  test("counts for nothing when its pid is another process by now", () => {
    writeRecord(directory, "build", []);
    const record = JSON.parse(readFileSync(file(), "utf8")) as DaemonRecord;
    writeFileSync(file(), JSON.stringify({ ...record, startTime: "1" }));
    expect(runningDaemon(directory)).toBeUndefined();
  });
});

describe("the tokens", () => {
  test("have the vendors' forms, differ from cloud to cloud, and stay", () => {
    const tokens = openTokens(directory);
    expect(tokens.digitalocean).toMatch(/^dop_v1_[0-9a-f]{64}$/);
    expect(tokens.cloudflare).toMatch(/^[0-9A-Za-z_-]{40}$/);
    expect(openTokens(directory)).toEqual(tokens);
    const other = mkdtempSync(join(tmpdir(), "tlsup-record-"));
    expect(openTokens(other).cloudflare).not.toBe(tokens.cloudflare);
    rmSync(other, { recursive: true });
  });

  test("are readable by their owner only", () => {
    openTokens(directory);
    expect(statSync(join(directory, "tokens.json")).mode & 0o777).toBe(0o600);
  });
});
