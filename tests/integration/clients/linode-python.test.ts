import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pythonWith } from "./python";

/** Linode's own client for Python, called by `linode_client.py`, which tells what it was answered. */
let told: Record<string, unknown>;
beforeAll(() => {
  const python = pythonWith("linode-api4==5.48.0");
  told = JSON.parse(execFileSync(python, [join(__dirname, "linode_client.py")], { encoding: "utf8" })) as Record<string, unknown>;
}, 300_000);

it.each([
  ["regions", ["eu-central", "de-fra-2", "fr-par"]],
  ["type", 2],
  ["image", ["cloud-init"]],
  ["wrong token", [401, "Invalid Token"]],
  ["key", true],
  ["invalid type", 400],
  ["accepted", ["linode-1", true]],
  ["booted", "finished"],
  ["running", ["running", ["client"]]],
  ["label again", 400],
  ["over IPv6", "linode-1"],
  ["over ssh", "linode-1\n/root/ran"],
  ["without port 22", ""],
  ["second firewall", 400],
  ["reserved address that the host does not know", ""],
  ["reserved address", "linode-1"],
  ["its addresses", [true, true]],
  ["assigned to another", "linode-2"],
  ["unassigned", ""],
  ["shut down", "offline"],
  ["resized", "g6-standard-1"],
  ["pages", [30, "fw-39"]],
  ["by label", ["linode-2"]],
  ["by part of a label", ["linode-1", "linode-2"]],
  ["after deletion", [404, "Not found"]],
])("%s: %j", (what, answer) => {
  expect(told[what]).toEqual(answer);
});
