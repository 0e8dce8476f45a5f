import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sshFingerprint } from "../../../../components/edge/common/ssh-fingerprint";

const folder = mkdtempSync(join(tmpdir(), "tlsup-sshfp-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["rsa", "2048"],
  ["ecdsa", "256"],
  ["ecdsa", "384"],
  ["ecdsa", "521"],
  ["ed25519", "256"],
])("the fields for a key of %s with %s bits are those that ssh-keygen prints", (kind, bits) => {
  const file = join(folder, `${kind}-${bits}`);
  execFileSync("ssh-keygen", ["-q", "-t", kind, "-b", bits, "-N", "", "-f", file]);
  const { algorithm, type, fingerprint } = sshFingerprint(readFileSync(`${file}.pub`, "utf8"));
  const printed = execFileSync("ssh-keygen", ["-r", "host.example.com", "-f", `${file}.pub`], { encoding: "utf8" });
  expect(printed.split("\n")).toContain(`host.example.com IN SSHFP ${algorithm} ${type} ${fingerprint}`);
});

test.each(["ssh-dss AAAA", "sk-ssh-ed25519@openssh.com AAAA", "ssh-ecdsa AAAA", "x AAAA"])("a key without a number of its kind is refused: %s", (key) => {
  expect(() => sshFingerprint(key)).toThrow(
    `Cannot publish an SSH host key as its kind must be rsa, ecdsa or ed25519: current value is ${key.split(" ")[0]}. Use another host key`,
  );
});
