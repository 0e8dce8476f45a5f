import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pythonWith } from "./python";

/** DigitalOcean's own client for Python, called by `digitalocean_client.py`, which tells what it was answered. */
let told: Record<string, unknown>;
beforeAll(() => {
  const python = pythonWith("pydo==0.44.0");
  told = JSON.parse(execFileSync(python, [join(__dirname, "digitalocean_client.py")], { encoding: "utf8" })) as Record<string, unknown>;
}, 300_000);

it.each([
  ["account", "active"],
  ["wrong token", [401, "Unable to authenticate you"]],
  ["fingerprint", true],
  ["key again", [422, "SSH Key is already in use on your account"]],
  ["invalid size", [422, "You specified an invalid size for Droplet creation."]],
  ["accepted", ["new", "create"]],
  ["active", ["active", ["private", "public"]]],
  ["over ssh", "pydo-1\n/root/ran"],
  ["pages", [["pydo-1", "pydo-2"], ["pydo-3"]]],
  [
    "links",
    [
      ["last", "next"],
      ["first", "prev"],
    ],
  ],
  ["by name", ["pydo-2"]],
  ["IPv6", [[], "completed"]],
  ["over IPv6", "pydo-1"],
  ["reboot", "completed"],
  ["reserved IP", ["completed", "pydo-1"]],
  ["after deletion", 404],
])("%s: %j", (what, answer) => {
  expect(told[what]).toEqual(answer);
});
