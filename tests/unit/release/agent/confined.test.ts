import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { asset } from "../../../../components/shared/execution/asset";

const root = mkdtempSync(join(tmpdir(), "tlsup-confined-"));
const dropIns = join(root, "units", "nginx.service.d");
beforeEach(() => mkdirSync(dropIns, { recursive: true }));
afterEach(() => rmSync(root, { recursive: true }));

/** A release of a site with a drop-in of nginx's unit, which is in force. */
function release(site: string, id: string, text: string): void {
  const folder = join(root, site, "releases", id);
  for (const part of [".tlsup", "nginx"]) mkdirSync(join(folder, part), { recursive: true });
  writeFileSync(join(folder, "nginx", "unit.conf"), text);
  const path = join(dropIns, `tlsup-${site}.conf`);
  writeFileSync(join(folder, ".tlsup", "links"), `${path}\tnginx/unit.conf\n`);
  writeFileSync(join(folder, ".tlsup", "services"), "nginx.service\treload-workers\t.\t.\tshared\n");
  rmSync(path, { force: true });
  symlinkSync(join(folder, "nginx", "unit.conf"), path);
}

/** How the unit applies the change of the site `shop` from one release to another, which is empty for none. */
function applied(from: string, to: string): string {
  const parts = ["common", "units", "services"].map((part) => asset(`release/agent/${part}.sh`)).join("\n");
  const stand = `root=$0 home=$0/shop releases=$0/shop/releases
responder=none
declare -A holders=()
systemctl() { :; }
remember_unit() { :; }
manage() { echo "$1"; }
reload() { echo reload; }
settle "$1" "$2"`;
  const script = `${parts.replaceAll("/etc/systemd/system", "$root/units")}\n${stand}`;
  return execFileSync("bash", ["-c", script, root, from, to], { encoding: "utf8" }).trim();
}

describe("a shared unit, whose drop-ins only a restart applies", () => {
  test("is restarted by the first site, and by none that comes with the same drop-in", () => {
    release("shop", "one", "same");
    expect(applied("", "one")).toBe("restart");
    release("blog", "one", "same");
    expect(applied("", "one")).toBe("reload");
  });

  test("is restarted for another drop-in: of a second site, or of the next release", () => {
    release("blog", "one", "same");
    release("shop", "one", "another");
    expect(applied("", "one")).toBe("restart");
    release("shop", "two", "same");
    expect(applied("one", "two")).toBe("restart");
    release("shop", "three", "same");
    expect(applied("two", "three")).toBe("reload");
  });

  test("is reloaded when a site goes that was not its last one", () => {
    release("shop", "one", "same");
    release("blog", "one", "another");
    symlinkSync("releases/one", join(root, "blog", "current"));
    expect(applied("one", "")).toBe("reload-or-restart");
  });
});
