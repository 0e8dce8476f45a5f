import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asset } from "../../../../components/shared/execution/asset";

test.each(["active", "reloading", "refreshing"])("a unit that was %s before the first site ran for others, and the last site does not stop it", (state) => {
  const root = mkdtempSync(join(tmpdir(), "tlsup-units-"));
  const stand = `root=$0 home=$0/shop releases=$0/shop/releases
systemctl() { case "$1 $2" in "is-active "*) echo ${state} ;; "is-enabled "*) echo enabled ;; "stop "* | "disable "*) echo "$@" ;; esac; }
manage() { echo "$1"; }
remember_unit nginx.service && runs_for_others nginx.service && leave "" nginx.service`;
  const parts = ["common", "units", "services", "switch"].map((part) => asset(`release/agent/${part}.sh`));
  expect(execFileSync("bash", ["-c", [...parts, stand].join("\n"), root], { encoding: "utf8" })).toBe("reload-or-restart\n");
  rmSync(root, { recursive: true });
});
