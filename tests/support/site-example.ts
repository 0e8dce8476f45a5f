import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { statusOf } from "./cloud-life";
import { cloudflare, status, testDirectory, visit } from "./local-cloud";
import { check } from "./check";
import { copyExample, edit, runIn } from "./examples";
import { Stack } from "./program";

/** The same site in one of the languages. */
export interface SiteExample {
  readonly folder: string;
  readonly domain: string;
  readonly greeting: string;
  /** The file of the program, and how to make five faults in it. */
  readonly faulty: { readonly file: string; readonly replacements: Readonly<Record<string, string>> };
}

/** The paths in the faults of {@link SiteExample.faulty}, the same in every language. */
const faultyPaths = ["domain", "host.region", "certificate.days", "server.healthPath", "application.environment"];
const password = "correct-horse-battery-staple";

/** The engine's count at the end of a run, e.g. `22`, of the resources that it creates, updates or deletes, or would. */
function counted(output: string, kind: "create" | "update" | "delete"): number {
  return Number(new RegExp(`(\\d+) (?:to ${kind}|${kind}d)\\b`).exec(output)?.[1] ?? 0);
}

/** Deploys the example as its README says, changes it, and destroys it. `more` adds tests that run while the site is up. */
export function testSite(example: SiteExample, more: (stack: () => Stack) => void = () => undefined): void {
  const { folder, domain, greeting, faulty } = example;
  let stack: Stack;
  let program: string;
  const page = async (): Promise<unknown> => JSON.parse((await visit(`https://${domain}/`, status())).body);

  beforeAll(async () => {
    program = copyExample(folder);
    if (existsSync(join(program, "setup"))) await runIn(program, "./setup");
    stack = await Stack.create(`try-${folder}`, program);
  }, 600_000);
  afterAll(() => stack.dispose());

  test("five faults in one program are shown at once, each with its path, and nothing is created", async () => {
    const file = join(program, faulty.file);
    const text = readFileSync(file, "utf8");
    edit(file, faulty.replacements);
    const { code, output } = await stack.run("preview");
    writeFileSync(file, text);
    expect(code).not.toBe(0);
    for (const path of faultyPaths) expect(output).toContain(path);
  }, 300_000);

  test("comes up as the preview says, answers visitors, and has nothing to change afterwards", async () => {
    const preview = await stack.expect("preview");
    expect(await stack.outputs()).toEqual({});
    const up = await stack.up();
    expect(counted(up, "create")).toBe(counted(preview, "create"));
    expect(await page()).toMatchObject({ greeting, protocol: "https" });
    expect(await check(stack.name, program)).toMatchObject({ code: 0 });
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
    await stack.expect("refresh", "--yes", "--expect-no-changes");
  }, 300_000);

  test("takes another setting and a secret, which is encrypted in the state", async () => {
    await stack.expect("config", "set", "greeting", "Changed");
    await stack.expect("config", "set", "--secret", "--path", "secretEnvironment.PASSWORD", password);
    const preview = await stack.expect("preview", "--diff");
    expect(preview).toContain("Changed");
    expect(preview).not.toContain(password);
    expect(counted(preview, "create") + counted(preview, "delete")).toBe(0);
    expect(await stack.up()).not.toContain(password);
    expect(await page()).toMatchObject({ greeting: "Changed" });
    const state = await stack.state();
    expect(state).not.toContain(password);
    expect(state).not.toContain("PRIVATE KEY-----");
  });

  more(() => stack);

  test("leaves nothing when it is destroyed", async () => {
    const { address } = await stack.chain();
    const host = (await statusOf(testDirectory())).hosts.find((each) => each.address === address)?.name;
    await stack.expect("destroy", "--yes", "--skip-preview");
    expect(JSON.parse(await stack.state())).not.toHaveProperty("deployment.resources");
    expect((await statusOf(testDirectory())).hosts.map(({ name }) => name)).not.toContain(host);
    const zone = (await cloudflare().zones.list({ name: "example.test" })).result[0]?.id ?? "";
    expect((await cloudflare().dns.records.list({ zone_id: zone, name: { exact: domain } })).result).toEqual([]);
  });
}
