import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pythonWith } from "./python";

/** Cloudflare's own client for Python, called by `cloudflare_client.py`, which tells what it was answered. */
let told: Record<string, unknown>;
beforeAll(() => {
  const python = pythonWith("cloudflare==5.9.0");
  told = JSON.parse(execFileSync(python, [join(__dirname, "cloudflare_client.py")], { encoding: "utf8" })) as Record<string, unknown>;
}, 300_000);

it.each([
  ["token", "active"],
  ["zones found by name", ["python-client.test"]],
  ["name servers", 2],
  ["created", ["www.python-client.test", "A", "192.0.2.20", 300, false]],
  ["edited", ["192.0.2.21", 300]],
  ["updated", [true, 1]],
  ["pages", ["page-0", "page-1", "page-2", "page-3", "page-4"]],
  ["filtered", ["page-2"]],
  ["duplicate", [81058]],
  ["invalid", [9005]],
  ["deleted", true],
  ["after deletion", 404],
  ["setting", ["full", "strict"]],
  ["certificate", [["python-client.test"], 7, 1, 0]],
  ["without permission", [403, [9109]]],
  ["without rules", [404, [10003]]],
  ["rules", [["theirs", "mine"], ["theirs"], false]],
  ["purged", true],
  ["ips", true],
])("%s: %j", (what, answer) => {
  expect(told[what]).toEqual(answer);
});
