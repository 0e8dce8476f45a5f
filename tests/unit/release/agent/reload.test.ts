import { execFileSync } from "node:child_process";
import { asset } from "../../../../components/shared/execution/asset";

/** What systemd is asked for when a unit is reloaded and has new workers, or only `former` ones, by whose main process it was asked for before. */
function asked(before: string, former = "asked++", reload = "reload_workers app.service ."): string[] {
  const parts = ["common", "services"].map((part) => asset(`release/agent/${part}.sh`)).join("\n");
  const stand = `mains[app.service]=${before}
asked=0 prove_seconds=1
systemctl() { if [ "$1" = show ]; then echo $$; else echo "$*"; fi; }
workers_of() { mains[$1]=$(systemctl show); workers=("$((${former}))"); }
reason_of() { echo "its own words"; }
${reload}`;
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

  test("is asked once more by a rollback that finds it late, as it may still take the refused release up, and not waited for", () => {
    const twice = 'reload_workers app.service . || echo "$failure"; reload_workers app.service . && echo asked';
    expect(asked("''", "7", twice)).toEqual([
      "reload-or-restart app.service",
      "app.service has not taken the new configuration up, for 1 seconds: its own words",
      "reload-or-restart app.service",
      "asked",
    ]);
  });
});
