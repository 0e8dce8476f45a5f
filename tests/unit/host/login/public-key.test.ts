import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { userKey } from "../../../../components/host/login/public-key";

const folder = mkdtempSync(join(tmpdir(), "tlsup-user-keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

function generated(...options: readonly string[]): string {
  const file = join(folder, randomUUID());
  execFileSync("ssh-keygen", ["-q", "-N", "", "-C", "anna@laptop", "-f", file, ...options]);
  return readFileSync(`${file}.pub`, "utf8");
}

/** A key of these strings, which no program here makes. */
function written(kind: string, ...fields: readonly (string | Buffer)[]): string {
  const parts = [kind, ...fields].flatMap((field) => {
    const [length, bytes] = [Buffer.alloc(4), Buffer.from(field)];
    length.writeUInt32BE(bytes.length);
    return [length, bytes];
  });
  return `${kind} ${Buffer.concat(parts).toString("base64")}`;
}

const isTaken = (line: string): boolean => v.is(userKey, line);
const point = Buffer.alloc(65, 4);

test.each([
  ["-t", "ed25519"],
  ["-t", "ecdsa", "-b", "256"],
  ["-t", "ecdsa", "-b", "384"],
  ["-t", "ecdsa", "-b", "521"],
  ["-t", "rsa", "-b", "2048"],
])("a key that ssh-keygen makes by %s %s %s %s is taken, with its comment and its line's end", (...options) => {
  expect(isTaken(generated(...options.flatMap((option) => option ?? [])))).toBe(true);
});

test.each([
  ["sk-ssh-ed25519@openssh.com", written("sk-ssh-ed25519@openssh.com", point.subarray(0, 32), "ssh:")],
  ["sk-ecdsa-sha2-nistp256@openssh.com", written("sk-ecdsa-sha2-nistp256@openssh.com", "nistp256", point, "ssh:")],
])("a security key is taken: %s", (_kind, line) => {
  expect(isTaken(line)).toBe(true);
});

test("a key is refused that is weak, cut short, of another kind than it says, has options, or is more than one line", () => {
  const line = generated("-t", "ed25519").trim();
  const [kind = "", body = ""] = line.split(" ");
  const refused = [
    generated("-t", "rsa", "-b", "1024"),
    written("ssh-dss", point),
    written("ssh-ed25519", point),
    written("ssh-ed25519", point.subarray(0, 32), "more"),
    written("ecdsa-sha2-nistp256", "nistp384", point),
    `${kind} ${body.slice(0, -8)}`,
    `${kind} ${body}AAAA`,
    `ssh-rsa ${body}`,
    `restrict ${line}`,
    `command="id" ${line}`,
    `${line}\n${line}`,
    `${line}\u001b[2J`,
    body,
    "",
  ];
  expect(refused.filter(isTaken)).toEqual([]);
});
