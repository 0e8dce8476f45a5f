import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pythonWith } from "./python";

/** Hetzner's own client for Python, called by `hetzner_client.py`, which tells what it was answered. */
let told: Record<string, unknown>;
beforeAll(() => {
  const python = pythonWith("hcloud==2.27.0");
  told = JSON.parse(execFileSync(python, [join(__dirname, "hetzner_client.py")], { encoding: "utf8" })) as Record<string, unknown>;
}, 300_000);

it.each([
  ["locations", ["fsn1", "nbg1", "hel1"]],
  ["server type", 2],
  ["image", "debian"],
  ["wrong token", "unauthorized"],
  ["fingerprint", true],
  ["key again", "uniqueness_error"],
  ["invalid type", "invalid_input"],
  ["accepted", ["initializing", "create_server", null]],
  ["running", ["running", [true]]],
  ["name again", "uniqueness_error"],
  ["over IPv6", "hcloud-1"],
  ["over ssh", "hcloud-1\n/root/ran"],
  ["without port 22", ""],
  ["in use", "resource_in_use"],
  ["by label", "hcloud-1"],
  ["floating IP that the host does not know", ""],
  ["floating IP", "hcloud-1"],
  ["unassigned", ""],
  ["bad change of type", "server_not_stopped"],
  ["type", ["cx33", "running"]],
  [
    "without IPv4",
    [
      [null, false],
      [null, false],
    ],
  ],
  ["pages", [["hcloud-1", "hcloud-2"], ["hcloud-3"]]],
  ["meta", [2, null]],
  ["by name", "hcloud-2"],
  ["after deletion", "not_found"],
])("%s: %j", (what, answer) => {
  expect(told[what]).toEqual(answer);
});
