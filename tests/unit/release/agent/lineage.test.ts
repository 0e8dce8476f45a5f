import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asset } from "../../../../components/shared/execution/asset";
import { identity } from "../../../support/hosts";

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

test("a lineage that is read in the middle of its renewal is read once more", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-lineage-"));
  const [release, lineage] = [join(folder, "release"), join(folder, "lineage")];
  const [former, renewed] = [await identity("blog.example.com"), await identity("blog.example.com")];
  for (const each of [join(release, ".tlsup"), lineage]) mkdirSync(each, { recursive: true });
  writeFileSync(join(release, ".tlsup", "certificate"), `lineage\t${lineage}\n`);
  writeFileSync(join(release, ".tlsup", "probes"), "");
  writeFileSync(join(lineage, "fullchain.pem"), renewed.certificate);
  writeFileSync(join(lineage, "privkey.pem"), former.key);
  writeFileSync(join(folder, "new"), renewed.key);
  const take = (meanwhile: string): string =>
    execFileSync(
      "bash",
      [
        "-c",
        `${asset("release/agent/common.sh")}${asset("release/agent/lineage.sh")}
releases=$0 previous=
pause() { ${meanwhile}; }
take_lineage "$0/release" || echo failed`,
        folder,
      ],
      { encoding: "utf8" },
    );
  expect(take("true")).toMatch(/^.*privkey\.pem must be the key of the first certificate .*\nfailed\n$/);
  expect(take(`cp ${folder}/new ${lineage}/privkey.pem`)).toBe("");
  expect(readFileSync(join(release, "tls", "privkey.pem"), "utf8")).toBe(renewed.key);
  rmSync(folder, { recursive: true });
});
