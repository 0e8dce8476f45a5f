import { X509Certificate, createPrivateKey } from "node:crypto";
import { Agent } from "../../../support/acme/agent";
import { certificateId } from "../../../../components/certificate/acme/ari";
import { inDays, make } from "../../../support/certificate-maker";
import { openWorld, type World } from "../../../support/acme/world";
import { withMovedClock } from "../../../support/moved-clock";

let world: World;
let agent: Agent;

beforeAll(async () => {
  world = await openWorld();
  for (const name of ["example.test", "www.example.test"]) world.names.put({ name, type: "A", content: "127.0.0.1" });
  agent = new Agent(world);
});
afterAll(async () => {
  agent.close();
  await world.close();
});
beforeEach(() => {
  world.front.fault = undefined;
  world.front.rewrite = undefined;
  world.front.seen.length = 0;
});

test("the first run obtains a certificate that belongs to its key, and the next one has nothing to do before the CA's window", async () => {
  // Each request is refused once for its nonce, which happens.
  world.front.fault = ({ method, before }) =>
    method === "POST" && before === 0 ? { status: 400, problem: { type: "urn:ietf:params:acme:error:badNonce", detail: "again" } } : undefined;
  expect(await agent.run()).toEqual({ code: 0, said: "there is no certificate yet\n" });
  const { chain, key } = agent.live;
  const leaf = new X509Certificate(chain);
  expect([leaf.checkPrivateKey(createPrivateKey(key)), leaf.checkHost("example.test")]).toEqual([true, "example.test"]);
  const { code, said } = await agent.run();
  const [, at = ""] = /^not due before (.+)\n$/.exec(said) ?? [];
  const days = (Date.parse(at) - Date.parse(leaf.validFrom)) / 86_400_000;
  expect([code, days > 58, days < 62]).toEqual([0, true, true]);
});

/** The agent with a certificate that is due: the CA's window, as it was told last, has passed. */
async function due(): Promise<{ readonly chain: string; readonly key: string }> {
  agent.suggest((await certificateId(agent.live.chain)) ?? "", [1, 2]);
  return agent.live;
}
const newOrders = () => world.front.seen.filter(({ path }) => path === "/order-plz").map(({ payload }) => payload as Record<string, unknown>);

test("a renewal names the certificate that it replaces, and has another key", async () => {
  const before = await due();
  expect((await agent.run()).code).toBe(0);
  const [order, ...more] = newOrders();
  expect(order?.replaces).toBe(await certificateId(before.chain));
  // Pebble does not find the order of a serial number whose first bit is set, and before which DER has a zero byte: one in 256. Then another one follows.
  expect(more).toHaveLength(/^[89A-F]/.test(new X509Certificate(before.chain).serialNumber) ? 1 : 0);
  expect(agent.live.key).not.toBe(before.key);
});

test.each([
  ["has seen the renewal already", 409, "alreadyReplaced"],
  ["does not find the certificate's order", 500, "serverInternal"],
])("a CA that %s issues without that word", async (_what, status, type) => {
  await due();
  world.front.fault = ({ path, payload }) =>
    path === "/order-plz" && (payload as { replaces?: string }).replaces !== undefined
      ? { status, problem: { type: `urn:ietf:params:acme:error:${type}`, detail: "refused" } }
      : undefined;
  expect((await agent.run()).code).toBe(0);
  expect(newOrders().map(({ replaces }) => replaces === undefined)).toEqual([false, true]);
});

test.each([
  [
    "a limit",
    { status: 429, headers: { "Retry-After": "7200" }, problem: { type: "urn:ietf:params:acme:error:rateLimited", detail: "too many certificates" } },
    "too many certificates (rateLimited)",
  ],
  [
    "a limit with a malformed pause",
    { status: 429, headers: { "Retry-After": "soon" }, problem: { type: "urn:ietf:params:acme:error:rateLimited", detail: "too many certificates" } },
    "too many certificates (rateLimited)",
  ],
  ["an error of its own", { status: 503, problem: {} }, "HTTP status 503 without a reason (about:blank)"],
  ["no answer", { fault: "hang-up" }, "does not answer: "],
] as const)("%s: the certificate stays, the reason is told, and the CA is left alone until the next try", async (_what, fault, reason) => {
  const before = await due();
  world.front.fault = ({ path }) => (path === "/order-plz" ? fault : undefined);
  const { code, said } = await agent.run();
  expect([code, said]).toEqual([1, expect.stringContaining(`failed: `) as string]);
  expect(said).toContain(reason);
  expect(agent.live).toEqual(before);
  world.front.seen.length = 0;
  expect(await agent.run()).toEqual({ code: 0, said: expect.stringMatching(/^due since .*, but 1 attempts failed: none before /) as string });
  expect(world.front.seen).toEqual([]);
  world.front.fault = undefined;
  agent.failedLongAgo();
  expect((await agent.run()).code).toBe(0);
  expect(agent.live).not.toEqual(before);
});

test("what the CA found at a name is the reason, and it is not asked at each run of the timer", async () => {
  const names = ["example.test", "nowhere.example.test"];
  expect((await agent.run({ names })).said).toMatch(/failed: nowhere\.example\.test: .*could not resolve.* \(connection\)/);
  expect((await agent.run({ names })).said).toMatch(/^the settings have changed, but 1 attempts failed: none before /);
  agent.failedLongAgo();
});

test("a run that loses the answer to its request for the certificate goes on with the same order and key", async () => {
  const before = await due();
  world.front.fault = ({ path }) => (path.startsWith("/finalize-order/") ? { fault: "lose-answer" } : undefined);
  expect((await agent.run()).code).toBe(1);
  expect(agent.live).toEqual(before);
  world.front.fault = undefined;
  agent.failedLongAgo();
  expect((await agent.run()).code).toBe(0);
  expect(newOrders()).toHaveLength(1);
  const { chain, key } = agent.live;
  expect(new X509Certificate(chain).checkPrivateKey(createPrivateKey(key))).toBe(true);
});

test("a certificate that visitors would refuse is not put where activations find it, and the next is ordered when the CA's limit allows it", async () => {
  const before = await due();
  const other = await make({ subject: "CN=example.test", names: ["example.test"] });
  world.front.rewrite = ({ path }, answer) => (path.startsWith("/certZ/") ? other.certificate : answer);
  const { code, said } = await agent.run();
  world.front.rewrite = undefined;
  expect([code, said]).toEqual([1, expect.stringContaining("failed: the certificate is for another key") as string]);
  expect(agent.live).toEqual(before);
  const next = /none before (.+)\n$/.exec((await agent.run()).said)?.[1] ?? "";
  expect((Date.parse(next) - Date.now()) / 3_600_000).toBeGreaterThan(33);
  agent.failedLongAgo();
});

test("a full disk: the CA is not asked for a certificate that could not be kept", async () => {
  const before = await due();
  const { code, said } = await agent.run({}, "prlimit", "--fsize=4096");
  expect([code, said]).toEqual([1, expect.stringMatching(/failed: .*(File too large|No space left)/) as string]);
  expect([newOrders(), agent.live]).toEqual([[], before]);
  agent.failedLongAgo();
  expect((await agent.run()).code).toBe(0);
});

test("a disk without room for another certificate has room for the reason, which the alarm and a refresh tell", async () => {
  const before = await due();
  expect((await agent.runWithRoomFor(48)).said).toContain("No space left");
  expect(agent.failure.reason).toContain("No space left");
  expect(agent.live).toEqual(before);
  agent.failedLongAgo();
});

test("an answer of the CA's that is cut is a failure like others: it is noted, and the agent tries again", async () => {
  await due();
  world.front.fault = () => ({ fault: "cut" });
  const { code, said } = await agent.run();
  expect([code, said]).toEqual([1, expect.stringMatching(/failed: .* does not answer: IncompleteRead/) as string]);
  expect(agent.failure.reason).toContain("IncompleteRead");
  agent.failedLongAgo();
});

test("what it noted is damaged: it decides as if there were no notes", async () => {
  const before = await due();
  agent.damageNotes();
  expect((await agent.run()).said).toMatch(/^not due before/);
  expect(agent.live).toEqual(before);
});

test("a certificate that the CA does not renew until its last day: the standby is where activations find it, until one is obtained", async () => {
  const names = ["example.test"];
  const standby = await make({ subject: "CN=example.test", names, notAfter: inDays(5000) });
  agent.standBy(standby);
  world.front.fault = ({ path }) => (path === "/order-plz" ? { status: 503, problem: {} } : undefined);
  for (const [left, isStandby] of [
    [1.1, false],
    [0.9, true],
  ] as const) {
    agent.replace((await make({ subject: "CN=example.test", names, notBefore: inDays(-89), notAfter: inDays(left) })).certificate);
    await due();
    expect(await agent.run()).toMatchObject({ code: 1, said: expect.stringContaining("failed: ") as string });
    expect([left, agent.live.chain === standby.certificate]).toEqual([left, isStandby]);
  }
  expect(agent.live.key).toBe(standby.key);
  world.front.fault = undefined;
  agent.failedLongAgo();
  expect((await agent.run()).code).toBe(0);
  const { chain, key } = agent.live;
  expect([chain === standby.certificate, new X509Certificate(chain).checkPrivateKey(createPrivateKey(key))]).toEqual([false, true]);
});

test("other names, another profile or another kind of key is another certificate at once", async () => {
  const shortlived = { profile: "shortlived", keyType: "rsa-2048", names: ["example.test", "www.example.test"] } as const;
  expect(await agent.run(shortlived)).toEqual({ code: 0, said: "the settings have changed\n" });
  const leaf = new X509Certificate(agent.live.chain);
  expect([Math.round((Date.parse(leaf.validTo) - Date.parse(leaf.validFrom)) / 3_600_000), leaf.publicKey.asymmetricKeyType]).toEqual([160, "rsa"]);
  expect(leaf.subjectAltName).toBe("DNS:example.test, DNS:www.example.test");
});

test("a clock that is ahead of the CA's makes nothing due, whether this run asked for the window or not", async () => {
  await agent.run({ profile: "shortlived" });
  const before = agent.live;
  for (const said of ["asked for the window", "not asked"]) {
    expect([said, await agent.run({ profile: "shortlived" }, ...withMovedClock(5))]).toEqual([
      said,
      { code: 0, said: expect.stringMatching(/^not due before/) as string },
    ]);
  }
  expect(agent.live).toEqual(before);
});

describe("a revocation", () => {
  const asked = () => world.front.seen.filter(({ path }) => path === "/revoke-cert");

  test("is asked of the CA, and a certificate that is revoked already is no error", async () => {
    await agent.run();
    for (const count of [1, 2]) expect([await agent.revoke(), asked().length]).toEqual([{ code: 0, said: "" }, count]);
  });

  test.each(["rsa-2048", "ecdsa-p256"] as const)(
    "of a certificate (%s) that the present account has not ordered is signed with its own key",
    async (keyType) => {
      await agent.run({ keyType });
      agent.forgetAccount();
      expect([await agent.revoke(), asked().length]).toEqual([{ code: 0, said: "" }, 2]);
    },
  );

  test("that the CA refuses says why", async () => {
    world.front.fault = ({ path }) =>
      path === "/revoke-cert" ? { status: 403, problem: { type: "urn:ietf:params:acme:error:unauthorized", detail: "another's" } } : undefined;
    expect(await agent.revoke()).toEqual({ code: 1, said: "failed: another's (unauthorized)\n" });
  });

  test("of a certificate that has expired needs no CA", async () => {
    agent.replace((await make({ subject: "CN=example.test", names: ["example.test"], notBefore: inDays(-90), notAfter: inDays(-0.1) })).certificate);
    world.front.fault = () => ({ status: 503, problem: {} });
    expect([await agent.revoke(), world.front.seen]).toEqual([{ code: 0, said: "" }, []]);
  });
});
