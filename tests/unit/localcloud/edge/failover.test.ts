import { createServer as createHttpsServer } from "node:https";
import { createServer as createTcpServer } from "node:net";
import { selfSigned } from "./support/authority";
import { originAddress, World } from "./support/world";

/** developers.cloudflare.com/load-balancing/understand-basics/adaptive-routing: one more try after 521, 522, 523, 525 and 526. */
describe("one of several origins that fails", () => {
  let world: World;

  beforeEach(async () => {
    world = await World.start({ timeouts: { connect: 1_000, answer: 1_000 } });
  });
  afterEach(() => world.close());

  /** Gives the site more addresses before the one with the origin, and returns the origin's port. */
  const addresses = async (...others: readonly string[]): Promise<number> => {
    world.zones.forget("example.test");
    for (const each of [...others, originAddress]) world.zones.record("example.test", "A", each);
    await world.origin((_, response) => response.end("good"), await selfSigned(["example.test"]));
    return world.originPorts.https;
  };
  const visits = async (count: number): Promise<number[]> => {
    const seen = [];
    for (let visit = 0; visit < count; visit += 1) seen.push((await world.curl("https://example.test/")).status);
    return seen;
  };

  test("is unnoticed when it refuses connections (521)", async () => {
    await addresses("127.0.0.3");
    expect(await visits(3)).toEqual([200, 200, 200]);
  });

  test("is unnoticed when there is no route to it (523)", async () => {
    await addresses("224.0.0.1");
    expect(await visits(3)).toEqual([200, 200, 200]);
  });

  test("is unnoticed when it takes the connection and is silent (525), except for the time that it takes to notice", async () => {
    await world.listen(createTcpServer(), "127.0.0.3", await addresses("127.0.0.3"));
    expect(await visits(3)).toEqual([200, 200, 200]);
  });

  test("is unnoticed in strict mode when its certificate is refused (526)", async () => {
    world.zones.set("example.test", { ssl: "strict" });
    world.zones.forget("example.test");
    for (const each of ["127.0.0.3", originAddress]) world.zones.record("example.test", "A", each);
    await world.origin((_, response) => response.end("good"), await world.originCa.leaf(["example.test"], -1, 90));
    const { key, certificate } = await selfSigned(["example.test"]);
    await world.listen(createHttpsServer({ key, cert: certificate }), "127.0.0.3", world.originPorts.https);
    expect(await visits(3)).toEqual([200, 200, 200]);
  });

  test("costs visitors nothing with a body either, as none of it was sent", async () => {
    await addresses("127.0.0.3");
    const posts = [];
    for (let visit = 0; visit < 2; visit += 1) posts.push((await world.curl("https://example.test/", "--data", "a=1")).status);
    expect(posts).toEqual([200, 200]);
  });

  test("is told when the next one fails as well: it tries no third one", async () => {
    await addresses("127.0.0.3", "127.0.0.4");
    expect((await visits(3)).toSorted()).toEqual([200, 200, 521]);
  });
});
