import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asset } from "../../../../components/shared/execution/asset";

const root = mkdtempSync(join(tmpdir(), "tlsup-by-hand-"));
afterAll(() => rmSync(root, { recursive: true }));

test("a drop-in that was put there since the push is named also after a renewal, and counts as the owner's from the next push on", () => {
  const script = `${asset("release/agent/common.sh")}${asset("release/agent/inspect.sh").replaceAll("/etc/systemd/system", "$home/units")}
home=$0 tab=$'\\t'
systemctl() { echo "$1" | sed 's/is-//'; }
pushed() {
  mkdir -p "$home/$1/.tlsup" && echo "nginx.service$tab." > "$home/$1/.tlsup/services" && echo 192.0.2.1 > "$home/$1/.tlsup/arrival" && in_force "$1"
}
in_force() { sleep 0.02; ln -sfnT "$1" "$home/current"; (cd "$home/current/" && report_units); }
mkdir -p "$home/units/nginx.service.d" && touch "$home/units/nginx.service.d/before.conf"; sleep 0.02
pushed old; touch "$home/units/nginx.service.d/since.conf"; in_force old
cp --archive "$home/old" "$home/renewed"; in_force renewed
sleep 0.02; pushed new`;
  const plain = "unit\tnginx.service\tactive";
  const since = `${plain}, with ${root}/units/nginx.service.d/since.conf by hand`;
  expect(execFileSync("bash", ["-c", script, root], { encoding: "utf8" }).trimEnd().split("\n")).toEqual([plain, since, since, plain]);
});
