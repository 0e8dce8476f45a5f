import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { containers, testDirectory } from "./local-cloud";

const look = `hostname
systemctl --failed --plain --no-legend
journalctl --no-pager --lines=5 --unit=ssh
journalctl --no-pager --lines=5 --priority=err`;

/** What went wrong beside a run that failed: on the hosts of the tests' local cloud, and in its daemon. */
export function troubles(): string {
  const said = containers().map((name) => spawnSync("podman", ["exec", name, "sh", "-c", look], { encoding: "utf8", timeout: 10_000 }).stdout);
  const log = readFileSync(join(testDirectory(), "log", "daemon.log"), "utf8").split("\n");
  return ["\nOn the hosts:", ...said, "In the local cloud:", ...log.filter((line) => line.includes('"level":"error"')).slice(-5)].join("\n");
}
