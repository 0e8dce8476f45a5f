import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findProgram } from "../../../cli/pulumi";
import { settingsFile } from "../../../localcloud/stage/execution/settings-file";

describe.each([
  ["Pulumi.yaml", "stackConfigDir: stacks\n", "Pulumi.production.yaml"],
  ["Pulumi.yml", "stackConfigDir: stacks\n", "Pulumi.production.yml"],
  ["Pulumi.json", '{ "stackConfigDir": "stacks" }', "Pulumi.production.json"],
])("a program with a %s", (file, text, settings) => {
  const above = mkdtempSync(join(tmpdir(), "tlsup-program-"));
  const folder = join(above, "shop");
  beforeAll(() => {
    mkdirSync(join(folder, "src"), { recursive: true });
    writeFileSync(join(above, "Pulumi.yaml"), "name: another\n");
    writeFileSync(join(folder, file), text);
  });
  afterAll(() => rmSync(above, { recursive: true }));

  test("is found from a folder below, before one above", () => {
    expect(findProgram(join(folder, "src"))).toBe(folder);
  });

  test("has the settings of its stacks in files that end alike", () => {
    expect(settingsFile({ root: folder }, "production")).toBe(join(folder, "stacks", settings));
  });
});
