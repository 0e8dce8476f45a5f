import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { readGiven } from "../../../components/provider/execution/given-file";
import { givenOf, type FileText } from "../../../components/provider/given";
import type { Json } from "../../../components/provider/value";
import { secret } from "../../../components/shared/validation";

const expected = {
  needs: ["host", "privateKey"],
  takes: ["port"],
  rules: {
    host: v.string(),
    privateKey: secret(v.pipe(v.string(), v.includes("PRIVATE KEY", "must be a key"))),
    port: v.pipe(v.number(), v.maxValue(65535, "must be at most 65535")),
    site: v.string(),
  },
};
const id = "7/blog.example.com";
const files: Readonly<Record<string, FileText>> = { key: { text: "PRIVATE KEY" }, hidden: { problem: "must be a file that can be read: hidden (EACCES)" } };
const given = (entry: Json) => givenOf(expected, id, { [id]: entry }, (path) => files[path] ?? { problem: "must be a file" });
const told = (entry: Json) => given(entry).faults.map(({ path, problem }) => `${path} ${problem}`);

describe("what is given of a resource that is imported", () => {
  test("is values, and files", () => {
    expect(given({ host: "192.0.2.1", privateKey: { file: "key" } })).toEqual({ inputs: { host: "192.0.2.1", privateKey: "PRIVATE KEY" }, faults: [] });
  });

  test("is refused with every fault, each with its path, and no secret is shown", () => {
    expect(told({ privateKey: "my secret", port: 70000, site: "blog", novelty: 1 })).toEqual([
      'TLSUP_IMPORT["7/blog.example.com"].host is required',
      'TLSUP_IMPORT["7/blog.example.com"].privateKey must be a key: its value is secret, and not shown',
      'TLSUP_IMPORT["7/blog.example.com"].port must be at most 65535: current value is 70000',
      'TLSUP_IMPORT["7/blog.example.com"].site is not a setting',
      'TLSUP_IMPORT["7/blog.example.com"].novelty is not a setting',
    ]);
  });

  test("is refused with a file that cannot be read, which is told once", () => {
    expect(told({ host: { file: "" }, privateKey: { file: "hidden" } })).toEqual([
      'TLSUP_IMPORT["7/blog.example.com"].host must be a value, or a file as { "file": path }',
      'TLSUP_IMPORT["7/blog.example.com"].privateKey must be a file that can be read: hidden (EACCES)',
    ]);
  });

  test.each<[string, Json]>([
    ["a list", []],
    ["a text", "blog"],
  ])("must be in an object by its id, not in %s", (_, wrong) => {
    expect(givenOf(expected, id, wrong, () => ({ text: "" })).faults).toHaveLength(1);
    expect(given(wrong).faults).toEqual([{ path: `TLSUP_IMPORT["${id}"]`, problem: "must be an object with the inputs of the resource" }]);
  });

  test("lacks everything that is needed where another id is described", () => {
    expect(givenOf(expected, "constructor", { [id]: {} }, () => ({ text: "" })).faults.map(({ path }) => path)).toEqual([
      'TLSUP_IMPORT["constructor"].host',
      'TLSUP_IMPORT["constructor"].privateKey',
    ]);
  });
});

describe("the file that the environment names", () => {
  const folder = mkdtempSync(join(tmpdir(), "tlsup-given-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const named = (text: string): NodeJS.ProcessEnv => {
    const file = join(folder, "import.json");
    writeFileSync(file, text);
    return { TLSUP_IMPORT: file };
  };
  const refusal = (env: NodeJS.ProcessEnv): string => {
    try {
      return JSON.stringify(readGiven(expected, id, env));
    } catch (error) {
      return (error as Error).message;
    }
  };

  test("names others from its own folder: a key is taken as it is, another text without its line end", () => {
    writeFileSync(join(folder, "key"), "-----BEGIN PRIVATE KEY-----\n");
    writeFileSync(join(folder, "host"), "192.0.2.1\n");
    expect(readGiven(expected, id, named(JSON.stringify({ [id]: { host: { file: "host" }, privateKey: { file: "key" } } })))).toEqual({
      host: "192.0.2.1",
      privateKey: "-----BEGIN PRIVATE KEY-----\n",
    });
  });

  test("is asked for where there is none", () => {
    expect(refusal({})).toBe(`The configuration has 2 faults; nothing has been imported:
  TLSUP_IMPORT["${id}"].host: is required. Name a JSON file in the environment variable TLSUP_IMPORT that has it under this id
  TLSUP_IMPORT["${id}"].privateKey: is required. Name a JSON file in the environment variable TLSUP_IMPORT that has it under this id`);
  });

  test("is refused when it is not there or holds no JSON, and its text is not shown", () => {
    expect(refusal({ TLSUP_IMPORT: join(folder, "none") })).toContain(`TLSUP_IMPORT: must be a file that can be read: ${join(folder, "none")} (ENOENT)`);
    const broken = refusal(named("{ host: SECRET"));
    expect(broken).toContain("TLSUP_IMPORT: must name a file that holds JSON");
    expect(broken).not.toContain("SECRET");
  });
});
