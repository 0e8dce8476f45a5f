import { execFileSync } from "node:child_process";
import { asset } from "../../../../components/shared/execution/asset";

/** What systemd is asked for when a unit is reloaded and has new workers, by whose main process it was asked for before. */
function asked(before: string): string[] {
  const parts = ["common", "services"].map((part) => asset(`release/agent/${part}.sh`)).join("\n");
  const stand = `mains[app.service]=${before}
asked=0 prove_seconds=1
systemctl() { if [ "$1" = show ]; then echo $$; else echo "$*"; fi; }
workers_of() { mains[$1]=$(systemctl show); workers=("$((++asked))"); }
reload_workers app.service .`;
  return execFileSync("bash", ["-c", `${parts}\n${stand}`], { encoding: "utf8" })
    .trim()
    .split("\n");
}

describe("a unit that gets new workers by a reload", () => {
  test.each(["''", "$$"])("is reloaded when its main process is that of before, or the first that is seen: %s", (before) => {
    expect(asked(before)).toEqual(["reload-or-restart app.service"]);
  });

  test("is killed and started when its main process has ended since: the next may be about to end as well, and hear no signal", () => {
    expect(asked("1")).toEqual(["kill --signal=KILL app.service", "restart app.service"]);
  });
});
