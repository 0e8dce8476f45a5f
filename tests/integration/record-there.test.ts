import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cloudflare, makeZone } from "../support/local-cloud";
import { repositoryProgram, Stack } from "../support/program";

const [zone, domain, address] = ["there.test", "www.there.test", "203.0.113.7"];

/** A program with a record as a site has it. */
function program(): string {
  const folder = repositoryProgram();
  const file = join(folder, "index.ts");
  rmSync(file);
  const args = { domain, address, provider: "cloudflare", ssl: "full" };
  writeFileSync(
    file,
    `import * as pulumi from "@pulumi/pulumi";
import { ProxiedRecord } from "tlsup";
const site = new pulumi.ComponentResource("tlsup:index:HttpsSite", "site");
new ProxiedRecord("site-${domain}", ${JSON.stringify(args)}, { parent: site });
`,
  );
  return folder;
}

describe("a name that leads to the host already, by a record that no stack made", () => {
  let stack: Stack;
  beforeAll(async () => {
    const zone_id = await makeZone(zone);
    await cloudflare().dns.records.create({ zone_id, type: "A", name: domain, content: address, ttl: 1, proxied: true });
    stack = await Stack.create("there", program());
  });
  afterAll(() => stack.dispose());

  test("is refused in a preview, and comes up with that very record after the import that the documentation shows", async () => {
    const { code, output } = await stack.run("preview");
    const id = /it has ([0-9a-f]{32}\/[0-9a-f]{32})\. Take that over/.exec(output)?.[1];
    expect([code === 0, id]).toEqual([false, expect.any(String)]);
    const resources = [
      { type: "tlsup:index:HttpsSite", name: "site", component: true },
      { type: "tlsup:index:ProxiedRecord", name: "record", logicalName: `site-${domain}`, component: true, parent: "site" },
      { type: "cloudflare:index/dnsRecord:DnsRecord", name: `site-${domain}`, id, parent: "record" },
    ];
    writeFileSync(join(stack.program, "record.json"), JSON.stringify({ resources }));
    await stack.expect("import", "--file", "record.json", "--yes", "--protect=false", "--generate-code=false");
    expect(await stack.expect("preview")).not.toContain("Cannot make");
    await stack.up();
    const [record] = await stack.resources("cloudflare:index/dnsRecord:DnsRecord");
    expect(record?.id).toBe(id?.split("/")[1]);
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
  });
});
