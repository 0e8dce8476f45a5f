import { generateKeyPairSync } from "node:crypto";
import { AcmeRefusal, AcmeUnavailable } from "../../../components/certificate/acme/acme-error";
import { leafFacts } from "../../../components/certificate/x509/bundle";
import { accountKey, openAccount } from "../../../components/certificate/acme/execution/account";
import { openTransport } from "../../../components/certificate/acme/execution/transport";
import { usualTimings } from "../../../components/certificate/acme/timings";
import type { Seen } from "../../support/acme/front";
import { obtain, openWorld, type World } from "../../support/acme/world";

const names = ["a.example.test", "b.example.test", "c.example.test"];

async function failure(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => {
      throw new Error("it succeeded");
    },
    (error: unknown) => error as Error,
  );
}

describe("a CA that rejects nonces", () => {
  it.each([30, 50, 70])("%i of 100 rejected: 20 runs in a row issue", async (percent) => {
    const world = await openWorld({ environment: { PEBBLE_WFE_NONCEREJECT: String(percent), PEBBLE_VA_ALWAYS_VALID: "1" } });
    try {
      for (let run = 0; run < 20; run += 1) expect(leafFacts((await obtain(world, ["example.test"])).fullChain).dnsNames).toEqual(["example.test"]);
    } finally {
      await world.close();
    }
  });

  it("90 of 100 rejected: a certificate, or an error that says that it was tried for long", async () => {
    const world = await openWorld({ environment: { PEBBLE_WFE_NONCEREJECT: "90", PEBBLE_VA_ALWAYS_VALID: "1" } });
    try {
      for (let run = 0; run < 3; run += 1) {
        const ended = await obtain(world, ["example.test"]).then(
          ({ fullChain }) => leafFacts(fullChain).dnsNames,
          (error: unknown) => error,
        );
        if (ended instanceof AcmeUnavailable) expect(ended.message).toContain("must take a fresh nonce: it refused 61 of them");
        else expect(ended).toEqual(["example.test"]);
      }
    } finally {
      await world.close();
    }
  });

  it("all rejected: a bounded number of tries, and an error that says so", async () => {
    const world = await openWorld({ environment: { PEBBLE_WFE_NONCEREJECT: "100" } });
    try {
      const error = await failure(obtain(world, names, { timings: { badNonces: 10 } }));
      expect(error).toBeInstanceOf(AcmeUnavailable);
      expect(error.message).toContain("refused 11 of them");
      expect(world.front.count("/sign-me-up")).toBe(11);
    } finally {
      await world.close();
    }
  });
});

describe("a CA that fails for a while", () => {
  let world: World;
  beforeAll(async () => (world = await openWorld({ environment: { PEBBLE_VA_ALWAYS_VALID: "1" } })));
  afterAll(() => world.close());
  afterEach(() => {
    world.front.fault = undefined;
    world.front.seen.length = 0;
  });

  it.each([500, 503])("%i three times on each request: each try has a nonce of its own, and the certificate comes", async (status) => {
    world.front.fault = ({ before, method }) => (before < 3 && method === "POST" ? { status } : undefined);
    await obtain(world, ["five.example.test"], { timings: { backOff: 5 } });
    const nonces = world.front.seen.flatMap(({ nonce }) => nonce ?? []);
    expect(nonces.length).toBeGreaterThan(20);
    expect(new Set(nonces).size).toBe(nonces.length);
  });

  it("500 for ever: a bounded number of tries, and the CA's own words", async () => {
    world.front.fault = ({ path }) =>
      path === "/order-plz" ? { status: 500, problem: { type: "urn:ietf:params:acme:error:serverInternal", detail: "The database is on fire" } } : undefined;
    const error = await failure(obtain(world, names, { timings: { backOff: 1, attempts: 4 } }));
    expect(error.message).toContain("The database is on fire (serverInternal)");
    expect(world.front.count("/order-plz")).toBe(4);
  });

  it("429 with a Retry-After of five seconds is waited for", async () => {
    world.front.fault = ({ path, before }) => (path === "/order-plz" && before === 0 ? { status: 429, headers: { "retry-after": "5" } } : undefined);
    const started = Date.now();
    await obtain(world, ["wait.example.test"]);
    expect(Date.now() - started).toBeGreaterThanOrEqual(5000);
    expect(world.front.count("/order-plz")).toBe(2);
  });

  it("429 with a Retry-After of seven days fails after one request, naming the limit and the time", async () => {
    const detail = "too many certificates (5) already issued for this exact set of identifiers";
    world.front.fault = ({ path }) =>
      path === "/order-plz"
        ? { status: 429, headers: { "retry-after": "604800" }, problem: { type: "urn:ietf:params:acme:error:rateLimited", detail } }
        : undefined;
    const error = await failure(obtain(world, names));
    expect(error).toBeInstanceOf(AcmeRefusal);
    expect(error.message).toContain(detail);
    const day = new Date(Date.now() + 604_800_000).toISOString().slice(0, 10);
    expect(error.message).toContain(`It may be tried again at ${day}`);
    expect(world.front.count("/order-plz")).toBe(1);
  });

  it("a server that accepts and never answers is given up after two silences; nothing hangs", async () => {
    world.front.fault = ({ path }) => (path === "/order-plz" ? { fault: "silence" } : undefined);
    const error = await failure(obtain(world, names, { timings: { request: 100, backOff: 1 } }));
    expect(error).toBeInstanceOf(AcmeUnavailable);
    expect(error.message).toContain("no answer within 0.1 s");
    expect(world.front.count("/order-plz")).toBe(2);
  });

  it("with the usual timings, silence ends within a minute", () => {
    expect(usualTimings.silences * usualTimings.request + usualTimings.backOff).toBeLessThan(60_000);
  });

  it("a connection that breaks is not the end", async () => {
    world.front.fault = ({ before, method }: Seen) => (before === 0 && method === "POST" ? { fault: "hang-up" } : undefined);
    await obtain(world, ["breaks.example.test"], { timings: { backOff: 1 } });
  });

  it("an abort ends a wait at once", async () => {
    world.front.fault = ({ path }) => (path === "/order-plz" ? { fault: "silence" } : undefined);
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error("enough")), 100);
    expect((await failure(obtain(world, names, { signal: controller.signal }))).message).toBe("enough");
  });

  it("what is not a directory of a CA is named", async () => {
    const transport = openTransport({
      directory: world.front.directory.replace("/dir", "/nonce-plz"),
      root: world.pebble.root,
      timings: usualTimings,
      signal: AbortSignal.timeout(5000),
    });
    const key = accountKey(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString());
    expect((await failure(openAccount(transport, key, []))).message).toMatch(/as its directory must name newNonce/);
    transport.close();
  });
});
