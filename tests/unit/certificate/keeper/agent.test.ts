import { X509Certificate, createPrivateKey } from "node:crypto";
import { Agent } from "../../../support/acme/agent";
import { openWorld, type World } from "../../../support/acme/world";

jest.setTimeout(60_000);

let world: World;
let agent: Agent;

beforeAll(async () => {
  world = await openWorld({ environment: { PEBBLE_WFE_NONCEREJECT: "30" } });
  for (const name of ["example.test", "www.example.test"]) world.names.put({ name, type: "A", content: "127.0.0.1" });
});
afterAll(() => world.close());
beforeEach(() => {
  agent = new Agent(world);
  world.front.fault = undefined;
  world.front.seen.length = 0;
});
afterEach(() => agent.close());

test("the first run obtains a certificate that belongs to its key, and the next one has nothing to do before the CA's window", async () => {
  expect(await agent.run()).toEqual({ code: 0, said: "there is no certificate yet\n" });
  const { chain, key } = agent.live;
  const leaf = new X509Certificate(chain);
  expect([leaf.checkPrivateKey(createPrivateKey(key)), leaf.checkHost("example.test")]).toEqual([true, "example.test"]);
  const { code, said } = await agent.run();
  const [, at = ""] = /^not due before (.+)\n$/.exec(said) ?? [];
  const days = (Date.parse(at) - Date.parse(leaf.validFrom)) / 86_400_000;
  expect([code, days > 58, days < 62]).toEqual([0, true, true]);
});
