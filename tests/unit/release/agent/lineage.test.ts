import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { asset } from "../../../../components/shared/execution/asset";

test("the keeper of a certificate, as whom its files are read, gets neither the host's lock nor all the time there is", () => {
  const script = `${asset("release/agent/common.sh")}${asset("release/agent/lineage.sh")}
exec 9< "$0" < "$0"
told() { echo "$*"; [ -e /proc/self/fd/9 ] || echo without the lock; readlink /proc/self/fd/0; }
runuser() { told no limit "$@"; }
timeout() { told "$@"; }
read_as_keeper "$0" privkey.pem`;
  expect(execFileSync("bash", ["-c", script, tmpdir()], { encoding: "utf8" })).toBe(
    `20 runuser --user=root -- cat ${tmpdir()}/privkey.pem\nwithout the lock\n/dev/null\n`,
  );
});

test("a file of theirs that cannot be read in time is named", () => {
  const script = `${asset("release/agent/common.sh")}${asset("release/agent/lineage.sh")}
timeout() { return 124; }
read_as_keeper "$0" privkey.pem 2>&1 || echo "$?"`;
  expect(execFileSync("bash", ["-c", script, tmpdir()], { encoding: "utf8" })).toMatch(/privkey\.pem could not be read within 20 seconds .*\n1\n$/);
});
