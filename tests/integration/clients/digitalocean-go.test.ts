import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/** DigitalOcean's own client for Go, called by `godo/main.go`, which tells what it was answered. */
const program = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "tlsup", "clients", "godo");
let told: Record<string, unknown>;
beforeAll(() => {
  mkdirSync(join(program, ".."), { recursive: true });
  execFileSync("go", ["build", "-o", program, "."], { cwd: join(__dirname, "godo"), stdio: ["ignore", "ignore", "inherit"] });
  const directory = mkdtempSync(join(tmpdir(), "tlsup-godo-"));
  try {
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "godo", "-f", join(directory, "key")]);
    const publicKey = readFileSync(join(directory, "key.pub"), "utf8").trim();
    told = JSON.parse(execFileSync(program, [publicKey], { encoding: "utf8" })) as Record<string, unknown>;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}, 300_000);

it.each([
  ["accepted", [202, "new", 5000]],
  ["active", ["active", false, "fra1", "s-1vcpu-1gb", "debian-12-x64"]],
  ["pages", [3, true]],
  ["firewall", ["succeeded", true, false]],
  ["opened", ["0", true]],
  ["off", ["power_off", "completed", "off"]],
  ["cleaned", 0],
  ["after deletion", 404],
  ["not implemented", 501],
])("%s: %j", (what, answer) => {
  expect(told[what]).toEqual(answer);
});
