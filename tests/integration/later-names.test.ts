import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cloudflare, status } from "../support/local-cloud";
import { localSite, programNamed, Stack } from "../support/program";
import { watchVisits } from "../support/visits";

const [domain, alias] = ["later.example.test", "later-www.example.test"];
const limit = 300_000;

/** The program of a site, whose names are outputs. */
const withOutputs = (program: string): string =>
  `import * as pulumi from "@pulumi/pulumi";\n${program}`.replace(
    "...config,",
    "...config, domain: pulumi.output(config.domain), aliases: config.aliases?.map((alias) => ({ ...alias, name: pulumi.output(alias.name) })) ?? [],",
  );

describe("a site whose names are outputs", () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await Stack.create("later", programNamed("later"));
    const cache = [
      { path: "/", edge: 7200 },
      { path: "/admin/", bypass: true },
    ];
    await stack.configure({ site: localSite(domain, { aliases: [{ name: alias, redirect: false }], proxy: { provider: "cloudflare", ssl: "full", cache } }) });
  }, limit);
  afterAll(() => stack.dispose(), limit);

  test(
    "keeps its records and rules when the names are plain from now on, and no visitor fails",
    async () => {
      const file = join(stack.program, "index.ts");
      const program = readFileSync(file, "utf8");
      writeFileSync(file, withOutputs(program));
      await stack.up();
      writeFileSync(file, program);
      const change = (): Promise<string> => stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
      expect([...(await watchVisits(alias, status(), 50, change)).keys()]).toEqual([200]);
    },
    limit,
  );

  test(
    "has a name serve the site, then a service, and the site again, by the same record",
    async () => {
      const [{ id: zone_id = "" } = {}] = (await cloudflare().zones.list({ name: "example.test" })).result;
      const records = async (): Promise<[string, boolean | undefined][]> => {
        const found: [string, boolean | undefined][] = [];
        for await (const { id, proxied } of cloudflare().dns.records.list({ zone_id, name: { exact: alias } })) found.push([id, proxied]);
        return found;
      };
      const [[id] = [""]] = await records();
      for (const [changes, proxied] of [
        [{ services: [{ kind: "postfix", serverName: alias }], accept: ["untrusted-by-browsers", "untrusted-by-clients", "origin-address-shown"] }, false],
        [{ aliases: [{ name: alias, redirect: false }] }, true],
      ] as const) {
        await stack.configure({ site: localSite(domain, changes) });
        await stack.expect("up", "--yes");
        expect(await records()).toEqual([[id, proxied]]);
        await stack.expect("preview", "--refresh", "--expect-no-changes");
      }
    },
    limit,
  );
});
