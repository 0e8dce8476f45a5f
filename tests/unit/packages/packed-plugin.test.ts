import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { packPlugin, unpackPlugin } from "../../support/packed-plugin";
import { Caller } from "../../support/provider";

const folder = mkdtempSync(join(tmpdir(), "tlsup-packed-"));
const unpacked = join(folder, "unpacked");
beforeAll(async () => {
  mkdirSync(unpacked);
  await unpackPlugin(unpacked);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("the plugin's archive has the same bytes each time, and at most 2 MB", async () => {
  const [first, second] = [await packPlugin(unpacked), await packPlugin(folder)];
  expect(readFileSync(second).equals(readFileSync(first))).toBe(true);
  expect(statSync(second).size).toBeLessThanOrEqual(2_000_000);
});

test("the unpacked plugin answers with the schema where no package is installed, and names the packages that it holds", async () => {
  const plugin = spawn(join(unpacked, "pulumi-resource-tlsup"), ["127.0.0.1:9"], { cwd: unpacked, stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [port] = (await once(createInterface({ input: plugin.stdout }), "line")) as [string];
    const caller = new Caller(port);
    const response = await caller.call<messages.GetSchemaResponse>("getSchema", new messages.GetSchemaRequest());
    caller.close();
    expect(JSON.parse(response.getSchema())).toMatchObject({ name: "tlsup", resources: { "tlsup:index:HttpsSite": { isComponent: true } } });
    expect(readFileSync(join(unpacked, "THIRD-PARTY"), "utf8")).toMatch(/^@grpc\/grpc-js [\d.]+: Apache-2\.0$/m);
  } finally {
    plugin.kill();
  }
});
