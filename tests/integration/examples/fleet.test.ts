import { join } from "node:path";
import { copyExample, edit } from "../../support/examples";
import { cloudflare, onHost, status, visit } from "../../support/local-cloud";
import { Stack } from "../../support/program";

const domain = "fleet.example.test";

/** As its README says. */
describe("the example of a fleet", () => {
  let stack: Stack;
  const addresses = async (): Promise<string[]> => Object.values((await stack.outputs()).addresses as Record<string, string>);
  const greetings = async (): Promise<unknown[]> =>
    (await addresses()).map(
      (address) => (JSON.parse(onHost(address, `curl -sk --resolve ${domain}:443:127.0.0.1 https://${domain}/`)) as { greeting: unknown }).greeting,
    );
  const records = async () => {
    const [zone] = (await cloudflare().zones.list({ name: "example.test" })).result;
    return (await cloudflare().dns.records.list({ zone_id: zone?.id ?? "", name: { exact: domain } })).result;
  };

  const folder = copyExample("fleet");
  beforeAll(async () => {
    stack = await Stack.create("try-fleet", folder);
  });
  afterAll(() => stack.dispose());

  test("comes up as it stands on both hosts, and has nothing to change afterwards", async () => {
    await stack.up();
    expect(await greetings()).toEqual(["Hello from the fleet", "Hello from the fleet"]);
    const found = await records();
    expect(found.flatMap(({ type, content }) => (type === "A" ? [content] : [])).sort()).toEqual((await addresses()).sort());
    expect(found.map(({ type }) => type).sort()).toEqual(["A", "A", "AAAA", "AAAA"]);
    for (const { type, content } of found) {
      const at = type === "A" ? content : `[${content ?? ""}]`;
      const { body } = await visit(`https://${domain}/`, status(), "--insecure", "--resolve", `+${domain}:443:${at}`);
      expect(body).toContain("Hello from the fleet");
    }
    await stack.expect("refresh", "--yes", "--expect-no-changes");
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
  }, 240_000);

  test("takes another greeting", async () => {
    await stack.expect("config", "set", "greeting", "Hello again");
    expect(await stack.up()).toMatch(/2 updated/);
    expect(await greetings()).toEqual(["Hello again", "Hello again"]);
  });

  test("loses a host's records before its server and its machine", async () => {
    edit(join(folder, "index.ts"), {
      'const [red, green] = [host("red"), host("green")]': 'const red = host("red")',
      ", green: green.access": "",
      ", green: green.address": "",
      "{ red, green }": "{ red }",
    });
    const told = await stack.up();
    const record = "DnsRecord green(_ipv6)? deleted";
    expect(told).toMatch(new RegExp([record, record, "Release shop-green deleting", "Release shop-green deleted", "Droplet green deleting"].join(".*"), "s"));
    expect((await records()).map(({ type }) => type).sort()).toEqual(["A", "AAAA"]);
    expect(await greetings()).toEqual(["Hello again"]);
  });
});
