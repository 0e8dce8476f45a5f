import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asset } from "../../../../components/shared/execution/asset";

const home = mkdtempSync(join(tmpdir(), "tlsup-recover-"));
afterAll(() => rmSync(home, { recursive: true }));

/** What a script prints that has the host's functions, in the site's folder, and writes to no file while `full` runs a command. */
function onHost(script: string, stands = "install_recovery() { :; }"): string {
  const parts = ["common", "units", "recover"].map((part) => asset(`release/agent/${part}.sh`)).join("\n");
  const stand = `home=$0 root=$0 releases=$0/releases previous=old release=new failure=
${stands}
full() { (trap '' XFSZ; ulimit -f 0; "$@" 2> /dev/null) && echo done || echo failed; }`;
  return execFileSync("bash", ["-c", `${parts.replaceAll("/etc/systemd/system", "$root/units")}\n${stand}\n${script}`, home], { encoding: "utf8" });
}

describe("a full disk", () => {
  test("lets no switch begin that could not be undone, and keeps the mark of one that is to be", () => {
    expect(onHost("begin_switch && release=newer && full begin_switch")).toBe("failed\n");
    expect(readFileSync(join(home, ".pending"), "utf8")).toBe("old\tnew\n");
  });

  test("lets no unit be changed whose state could not be noted, and none be forgotten", () => {
    const noted = "systemctl() { echo disabled; }; remember_unit a.service && remember_unit b.service";
    expect(onHost(`${noted}; full remember_unit c.service; full forget_unit a.service`)).toBe("failed\nfailed\n");
    expect(readFileSync(join(home, ".units"), "utf8")).toBe("a.service disabled disabled\nb.service disabled disabled\n");
  });
});

test("what undoes a push that is cut short is there again when the folder with its text was deleted", () => {
  const wants = join(home, "units", "sysinit.target.wants");
  mkdirSync(wants, { recursive: true });
  writeFileSync(join(home, "units", "tlsup-recover.service"), "");
  symlinkSync("../tlsup-recover.service", join(wants, "tlsup-recover.service"));
  const sync = "sync() { :; }";
  expect(onHost("install_recovery && echo done", sync)).toBe("done\n");
  expect(readFileSync(join(home, ".recover"), "utf8")).toContain("activate");
});

describe("a unit that its owner has removed", () => {
  /** What is done with a unit that was `active` before the first site, where systemd finds it as `state` says. */
  const left = (active: string, state: string, among = ""): string => {
    writeFileSync(join(home, ".units"), `nginx.service ${active} enabled\n`);
    const stands = `systemctl() {
  case $* in
    *LoadState*) echo ${state} ;;
    *is-active*) [ ${state} = stuck ] ;;
    stop*) [ ${state} = loaded ] && echo "systemctl $*" ;;
  esac
}
manage() { echo "$*"; failure="$2 could not be started"; [ ${state} = loaded ]; }
reason_of() { echo "its own words"; }
is_confined_anew() { false; }
reads_at_start() { false; }
is_used_elsewhere() { [ "${among}" ]; }`;
    return onHost('leave old nginx.service && echo left || echo "$failure"', stands);
  };

  test("is left already, however it was before, and also if another site uses it", () => {
    for (const state of ["not-found", "masked"]) {
      expect(left("inactive", state)).toBe("left\n");
      expect(left("active", state)).toBe("left\n");
      expect(left("active", state, "another site")).toBe("left\n");
    }
  });

  test("is not one that is there, which is stopped or goes on without the site, and is named when it does not stop", () => {
    expect(left("inactive", "loaded")).toBe("systemctl stop nginx.service\nleft\n");
    expect(left("active", "loaded")).toBe("reload-or-restart nginx.service\nleft\n");
    expect(left("inactive", "stuck")).toBe("nginx.service could not be stopped: its own words\n");
  });
});
