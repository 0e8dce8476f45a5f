import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asset } from "../../../../components/shared/execution/asset";

const home = mkdtempSync(join(tmpdir(), "tlsup-recover-"));
afterAll(() => rmSync(home, { recursive: true }));

/** What a script prints that has the host's functions, in the site's folder, and writes to no file while `full` runs a command. */
function onHost(script: string): string {
  const parts = ["common", "units", "recover"].map((part) => asset(`release/agent/${part}.sh`)).join("\n");
  const stand = `home=$0 root=$0 previous=old release=new
install_recovery() { :; }
full() { (trap '' XFSZ; ulimit -f 0; "$@" 2> /dev/null) && echo done || echo failed; }`;
  return execFileSync("bash", ["-c", `${parts}\n${stand}\n${script}`, home], { encoding: "utf8" });
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
