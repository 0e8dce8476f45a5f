import { copyExample } from "../../support/examples";
import { cloudflare, onHost } from "../../support/local-cloud";
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

  beforeAll(async () => {
    stack = await Stack.create("try-fleet", copyExample("fleet"));
  }, 60_000);
  afterAll(() => stack.dispose(), 120_000);

  test("comes up as it stands on both hosts, and has nothing to change afterwards", async () => {
    await stack.up();
    expect(await greetings()).toEqual(["Hello from the fleet", "Hello from the fleet"]);
    const [zone] = (await cloudflare().zones.list({ name: "example.test" })).result;
    const records = (await cloudflare().dns.records.list({ zone_id: zone?.id ?? "", name: { exact: domain } })).result;
    expect(records.map(({ content }) => content).sort()).toEqual((await addresses()).sort());
    await stack.expect("refresh", "--yes", "--expect-no-changes");
    await stack.expect("up", "--yes", "--skip-preview", "--expect-no-changes");
  }, 240_000);

  test("takes another greeting", async () => {
    await stack.expect("config", "set", "greeting", "Hello again");
    expect(await stack.up()).toMatch(/2 updated/);
    expect(await greetings()).toEqual(["Hello again", "Hello again"]);
  }, 120_000);
});
