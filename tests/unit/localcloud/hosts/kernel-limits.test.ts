import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { raiseInotifyLimit } from "../../../../localcloud/hosts/kernel-limits";
import { jsonLog } from "../../../../localcloud/log";

describe("the limit of inotify instances", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-limits-"));
  const file = join(folder, "max_user_instances");
  afterAll(() => rmSync(folder, { recursive: true }));

  const raise = (path: string): string[] => {
    const events: string[] = [];
    raiseInotifyLimit(
      jsonLog((line) => void events.push((JSON.parse(line) as { event: string }).event)),
      { file: path, enough: 1024 },
    );
    return events;
  };

  test.each([
    ["128\n", "1024\n", ["hosts.inotify-limit-raised"]],
    ["1024\n", "1024\n", []],
    ["8192\n", "8192\n", []],
  ])("of %j becomes %j", (before, after, events) => {
    writeFileSync(file, before);
    expect(raise(file)).toEqual(events);
    expect(readFileSync(file, "utf8")).toBe(after);
  });

  test("that cannot be changed on this machine stays, and the log says why", () => {
    expect(raise(join(folder, "missing", "max_user_instances"))).toEqual(["hosts.inotify-limit-kept"]);
  });
});
