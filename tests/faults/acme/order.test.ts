import { X509Certificate } from "node:crypto";
import { AcmeRefusal } from "../../../components/certificate/acme/acme-error";
import { obtain, openWorld, worldSolver, type World } from "../../support/acme/world";

let world: World;
beforeAll(async () => (world = await openWorld({}, "example.test", "delegated.test")));
afterAll(() => world.close());
afterEach(() => {
  world.front.fault = undefined;
  world.front.headers = {};
  world.front.seen.length = 0;
  world.names.fault = undefined;
  world.names.secondServer = "in step";
  world.names.requests.length = 0;
});

async function failure(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => {
      throw new Error("it succeeded");
    },
    (error: unknown) => error as Error,
  );
}

const sans = (fullChain: string): string[] => (new X509Certificate(fullChain).subjectAltName ?? "").split(", ").sort();
const asked = (path: string): number => world.front.count(path);
const orders = (): number => asked("/order-plz");

describe("what is proven", () => {
  it("apex and wildcard at once: two values at one name, and somebody else's value of that name stays", async () => {
    world.names.put({ name: "_acme-challenge.example.test", type: "TXT", content: '"somebody else"' });
    const { fullChain } = await obtain(world, ["example.test", "*.example.test"]);
    expect(sans(fullChain)).toEqual(["DNS:*.example.test", "DNS:example.test"]);
    expect(world.names.proofs()).toEqual(['_acme-challenge.example.test "somebody else"']);
  });

  it("a hundred names in one certificate", async () => {
    const names = Array.from({ length: 100 }, (_, index) => `n${index}.hundred.example.test`);
    expect(sans((await obtain(world, names)).fullChain)).toHaveLength(100);
    expect(world.names.proofs().join()).not.toContain("hundred");
  });

  it("a delegation by CNAME is followed: the value is written at its target, in another zone", async () => {
    world.names.put({ name: "_acme-challenge.shop.example.test", type: "CNAME", content: "shop.delegated.test" });
    await obtain(world, ["shop.example.test"]);
    const { id } = world.names.zones.named("delegated.test")!;
    expect(world.names.requests.filter((line) => line.startsWith("POST"))).toEqual([`POST /client/v4/zones/${id}/dns_records`]);
  });
});

describe("a name that cannot be proven", () => {
  it("an invalid authorization: one attempt, the CA's words, and no value left", async () => {
    const lying = { ...worldSolver(world), place: async () => undefined };
    const error = await failure(obtain(world, ["liar.example.test"], { solver: lying }));
    expect(error).toBeInstanceOf(AcmeRefusal);
    expect(error.message).toMatch(/it says liar\.example\.test: .*TXT records.* \(unauthorized\)/);
    expect(asked("/chalZ/")).toBe(1);
    expect(world.names.proofs().join()).not.toContain("liar");
  });

  it("of a name that fails in each run, no more is kept than what the last one placed", async () => {
    const removed: number[] = [];
    const solver = worldSolver(world);
    const lying: typeof solver = {
      ...solver,
      place: async () => undefined,
      remove: (proofs, signal) => {
        removed.push(proofs.length);
        return solver.remove(proofs, signal);
      },
    };
    for (let run = 0; run < 3; run++) await failure(obtain(world, ["failing.example.test"], { solver: lying }));
    // Each but the first also removes what the one before it left.
    expect(removed).toEqual([1, 1, 1, 1, 1]);
  });

  it.each(["stale", "failing"] as const)("one of two name servers is %s: the CA is not asked, and the value is removed", async (state) => {
    world.names.secondServer = state;
    const error = await failure(obtain(world, ["lag.example.test"], { timings: { visible: 200 } }));
    expect(error.message).toMatch(/bob\.ns\.cloudflare\.test \(127\.[\d.]+\) (does not show it|answers ESERVFAIL)/);
    expect(asked("/chalZ/")).toBe(0);
    expect(world.names.proofs().join()).not.toContain("lag");
  });
});

describe("an order that was interrupted", () => {
  it("finalize's answer is lost: the order is gone on with, there is no second one", async () => {
    world.front.fault = ({ path, before }) => (path.startsWith("/finalize-order/") && before === 0 ? { fault: "lose-answer" } : undefined);
    await obtain(world, ["lost.example.test"]);
    expect([orders(), asked("/finalize-order/")]).toEqual([1, 1]);
  });

  it.each([
    ["/authZ/", "before anything is proven"],
    ["/chalZ/", "when the proof is placed"],
    ["/finalize-order/", "before it is finalized"],
    ["/certZ/", "before the download"],
  ])("a run that ends at %s (%s) is gone on with by the next: one order, the same key", async (path) => {
    const name = `resumed-${path.replaceAll(/[^a-z]/gi, "").toLowerCase()}.example.test`;
    world.front.fault = (seen) => (seen.path.startsWith(path) ? { fault: "silence" } : undefined);
    await failure(obtain(world, [name], { timings: { request: 100, backOff: 1 } }));
    expect(world.names.proofs().join()).not.toContain(name);
    world.front.fault = undefined;
    await obtain(world, [name]);
    expect(orders()).toBe(1);
  });

  it("its end leaves no trace: the next certificate for the names is another order", async () => {
    await obtain(world, ["twice.example.test"]);
    await obtain(world, ["twice.example.test"]);
    expect(orders()).toBe(2);
  });

  it("an order that the CA does not know any more is made anew", async () => {
    world.front.fault = ({ path }) => (path.startsWith("/authZ/") ? { fault: "silence" } : undefined);
    await failure(obtain(world, ["forgotten.example.test"], { timings: { request: 100, backOff: 1 } }));
    const known = world.front.seen.length;
    world.front.fault = ({ path }) =>
      path.startsWith("/my-order/") && orders() === 1 && world.front.seen.length > known
        ? { status: 404, problem: { type: "urn:ietf:params:acme:error:malformed", detail: "no such order" } }
        : undefined;
    await obtain(world, ["forgotten.example.test"]);
    expect(orders()).toBe(2);
  });

  it.each([429, 503])("an order that the CA cannot tell now (%i) stays: the run fails, and a later one goes on with it", async (status) => {
    const name = `busy${status}.example.test`;
    world.front.fault = ({ path }) => (path.startsWith("/authZ/") ? { fault: "silence" } : undefined);
    await failure(obtain(world, [name], { timings: { request: 100, backOff: 1 } }));
    world.front.fault = ({ path }) => (path.startsWith("/my-order/") ? { status, headers: { "retry-after": "3600" } } : undefined);
    expect(await failure(obtain(world, [name]))).toMatchObject({ status });
    world.front.fault = undefined;
    await obtain(world, [name]);
    expect(orders()).toBe(1);
  });

  it("an abort while it waits for name servers removes the value, and the next run succeeds", async () => {
    world.names.secondServer = "stale";
    const controller = new AbortController();
    const running = failure(obtain(world, ["stopped.example.test"], { signal: controller.signal }));
    while (!world.names.proofs().join().includes("stopped")) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort(new Error("SIGINT"));
    await running;
    expect(world.names.proofs().join()).not.toContain("stopped");
    world.names.secondServer = "in step";
    await obtain(world, ["stopped.example.test"]);
    expect(orders()).toBe(1);
  });
});

describe("a proof that cannot be taken away", () => {
  it("is an error, and the next run takes it away, and the certificate from the same order", async () => {
    const silent = { ...worldSolver(world), remove: () => Promise.reject(new Error("the host does not answer")) };
    const error = await failure(obtain(world, ["left.example.test"], { solver: silent }));
    expect(error.message).toMatch(/the proofs for left\.example\.test could not be removed: the host does not answer\. The certificate was issued: run again/);
    expect(world.names.proofs().join()).toContain("left");
    expect(sans((await obtain(world, ["left.example.test"])).fullChain)).toEqual(["DNS:left.example.test"]);
    expect(world.names.proofs().join()).not.toContain("left");
    expect(orders()).toBe(1);
  });
});

describe("what the CA is told, and what it is not asked", () => {
  it("a profile that it does not have is named along with those that it has, before there is an order", async () => {
    const error = await failure(obtain(world, ["profile.example.test"], { profile: "tlsserver" }));
    expect(error.message).toMatch(/there is no profile "tlsserver": the CA has classic, shortlived/);
    expect(orders()).toBe(0);
  });

  it("a profile that it has is asked for", async () => {
    const { fullChain } = await obtain(world, ["short.example.test"], { profile: "shortlived" });
    const { validFrom, validTo } = new X509Certificate(fullChain);
    expect(Math.round((Date.parse(validTo) - Date.parse(validFrom)) / 3_600_000)).toBe(160);
  });

  it.each([2, -2])("a clock that is off by %i days is named before there is an order", async (days) => {
    world.front.headers = { date: new Date(Date.now() - days * 86_400_000).toUTCString() };
    const error = await failure(obtain(world, ["clock.example.test"]));
    expect(error.message).toMatch(new RegExp(`it is (47\\.9|48\\.0) hours ${days > 0 ? "ahead" : "behind"}`));
    expect(orders()).toBe(0);
  });
});

describe("Cloudflare in trouble", () => {
  it.each([429, 500, 503])("%i is repeated", async (status) => {
    const failed = new Set<string>();
    world.names.fault = (method, path) => {
      if (failed.has(`${method} ${path}`)) return undefined;
      failed.add(`${method} ${path}`);
      return { status, headers: { "retry-after-ms": "5" } };
    };
    await obtain(world, [`trouble${status}.example.test`]);
  });

  it("a token without the permission: it is named, and the CA is not asked", async () => {
    world.names.fault = (method) => (method === "POST" ? { status: 403 } : undefined);
    const error = await failure(obtain(world, ["token.example.test"]));
    expect(error.message).toContain('"Zone: DNS: Edit"');
    expect(asked("/chalZ/")).toBe(0);
    expect(error.message).not.toContain(world.names.token);
  });
});

describe("a reused authorization", () => {
  it("nothing is written, and nothing is asked of Cloudflare", async () => {
    const reusing = await openWorld({ environment: { PEBBLE_AUTHZREUSE: "100" } });
    try {
      await obtain(reusing, ["again.example.test"]);
      reusing.names.requests.length = 0;
      await obtain(reusing, ["again.example.test"]);
      expect(reusing.names.requests).toEqual([]);
    } finally {
      await reusing.close();
    }
  });
});
