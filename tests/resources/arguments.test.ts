import * as pulumi from "@pulumi/pulumi";
import * as tlsup from "../../components";
import { ConfigurationError, type Fault, type HttpsServerArgs } from "../../components";
import { httpsServerRules } from "../../components/deployment/server-args";
import { checkedArgs } from "../../components/shared/checked-args.component";
import { samples, type Refusal } from "../support/components";
import { expectGolden } from "../support/golden";
import { changed, rulesIn } from "../support/refusals";

type Component = new (name: string, args: unknown) => unknown;
const exported: Readonly<Record<string, unknown>> = { ...tlsup };
const isComponent = (value: unknown): value is Component =>
  typeof value === "function" && pulumi.ComponentResource.prototype.isPrototypeOf(value.prototype as object);
const components = Object.entries(exported).filter((entry): entry is [string, Component] => isComponent(entry[1]));

function faultsOf(make: () => unknown): readonly Fault[] {
  try {
    make();
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
  return [];
}

/** Where the fault of a refusal is told: below the component's name, unless it is a secret of a source. */
function place({ at, told = at }: Refusal): string {
  if (told.startsWith("!")) return told.slice(1);
  return told === "" ? "blog" : `blog.${told}`;
}

/** Whether a fault is told at the place of a refusal, or inside it. */
function isAt(path: string, refusal: Refusal): boolean {
  return path === place(refusal) || path.startsWith(`${place(refusal)}.`);
}

/** What was created; none of it ever is there, so nothing goes on behind a test. */
const registered: string[] = [];
const never = new Promise<never>(() => undefined);
const settled = () => new Promise((resolve) => setTimeout(resolve, 50));

beforeEach(() => {
  registered.length = 0;
  return pulumi.runtime.setMocks({ newResource: ({ name }) => (registered.push(name), never), call: () => never });
});

test("every component that is exported has a sample here, with a value for each of its arguments that must be refused", () => {
  expect(components.map(([name]) => name).sort()).toEqual(Object.keys(samples).sort());
  for (const { args, refusals } of Object.values(samples)) {
    const tried = new Set(refusals.map(({ at, told = at }) => (at === "" ? told : at).split(".")[0]));
    expect(Object.keys(args).filter((argument) => !tried.has(argument))).toEqual([]);
  }
});

describe.each(components)("%s", (name, Component) => {
  const { args, refusals } = samples[name] ?? { args: {}, refusals: [] };
  const make = (given: unknown) => () => new Component("blog", given);

  test("takes the sample but for what it would read or order", () => {
    // The certificate that is provided is not one: its content is judged after its settings.
    const faults = faultsOf(make(args));
    expect(name === "ProvidedCertificate" ? faults.filter(({ problem }) => !/line 1|must hold a/.test(problem)) : faults).toEqual([]);
  });

  test("says of every value that an argument must not have what is wrong with it, and what to do", () => {
    const told = refusals.flatMap((refusal) => faultsOf(make(changed(args, refusal.at, refusal.value))).filter(({ path }) => isAt(path, refusal)));
    expectGolden(`refusals/${name}.txt`, rulesIn(told));
  });

  test("refuses every value that an argument must not have, at its place, and creates nothing", async () => {
    const wrong = refusals.flatMap((refusal) => {
      const faults = faultsOf(make(changed(args, refusal.at, refusal.value)));
      const isTold = faults.some(({ path }) => isAt(path, refusal));
      const isShown = faults.some(({ path, problem, remedy }) => `${path} ${problem} ${remedy ?? ""}`.includes("hunter2"));
      return isTold && !isShown ? [] : [{ at: refusal.at, value: refusal.value, paths: faults.map(({ path, problem }) => `${path}: ${problem}`) }];
    });
    expect(wrong).toEqual([]);
    await settled();
    expect(registered).toEqual([]);
  });

  test("names every argument that does not exist, and all other faults with it", () => {
    const [first = "", ...others] = [...new Set(refusals.filter(({ at, value }) => value === null && !at.includes(".")).map(({ at }) => at))];
    const broken = [first, ...others].reduce((all, argument) => changed(all, argument, null), args as unknown);
    const paths = faultsOf(make({ ...(broken as object), domian: 1, toString: 2, other: 3 })).map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        "blog.domian",
        "blog.toString",
        "blog.other",
        ...[first, ...others].filter((argument) => argument !== "path" && argument !== "").map((argument) => `blog.${argument}`),
      ]),
    );
  });

  test.each([undefined, null, 7, "text", [], {}, () => undefined, Symbol("s"), 1n, pulumi.output({})])(
    "refuses %# of what are no settings by a list of faults",
    (given) => {
      // An account needs no argument.
      const isEnough = name === "AcmeAccount" && typeof given === "object" && given !== null && !pulumi.Output.isInstance(given);
      expect(faultsOf(make(given)).length > 0).toBe(!isEnough);
    },
  );

  test("refuses a circle, and what is too large or too deep, in words", () => {
    const circle: Record<string, unknown> = { ...args };
    circle.self = circle;
    expect(faultsOf(make(circle))).toEqual([expect.objectContaining({ path: "blog", problem: expect.stringContaining("contains itself") as string })]);
    expect(faultsOf(make({ ...args, extra: "x".repeat(2_000_000) }))).toEqual([
      expect.objectContaining({ path: "blog", problem: expect.stringMatching(/^must be at most 1048576 bytes/) as string }),
    ]);
    expect(faultsOf(make({ ...args, ...(JSON.parse('{"__proto__":{"domain":"x"}}') as object), big: 1n }))).toEqual(
      expect.arrayContaining([expect.objectContaining({ path: "blog.big" })]),
    );
  });
});

test("every function that is exported is a component, or refuses what it must not be given", () => {
  const others = Object.entries(exported)
    .filter(([, value]) => !isComponent(value))
    .map(([name]) => name);
  expect(others.sort()).toEqual(["ConfigurationError", "chainCodes", "checkChain", "edgeRanges", "leafFacts", "openPorts", "siteConfig"]);
  for (const value of [undefined, null, 7, "postfix", {}, [null], [{ kind: "exim" }], [{ kind: "postfix" }, { kind: "postfix" }]])
    expect(faultsOf(() => tlsup.openPorts(value as never))).not.toEqual([]);
  for (const value of [undefined, null, 7, "text", {}]) expect(() => tlsup.leafFacts(value as never)).toThrow("Cannot read the certificate as PEM");
  for (const value of [undefined, null, 7, "text", [], {}]) {
    expect(faultsOf(() => tlsup.siteConfig(value, "site"))).not.toEqual([]);
    expect(faultsOf(() => tlsup.checkChain(value as never))).not.toEqual([]);
  }
});

/** An output's parts, each of which is rejected when its value is refused. */
interface Waiting {
  readonly isKnown: Promise<boolean>;
  readonly isSecret: Promise<boolean>;
  readonly allResources?: () => Promise<unknown>;
  readonly promise: () => Promise<unknown>;
}

test.each<[string, string, unknown, string]>([
  ["address ranges", "edgeRanges", ["0.0.0.0/0;}}server{"], "blog.edgeRanges.0: must be an address range"],
  [
    "the name of a secret variable",
    "secretEnvironment",
    { "X; touch /root/p; hunter2": "hunter2" },
    "blog.secretEnvironment.X...: must be the name of an environment variable",
  ],
  [
    "the value of a secret variable",
    "secretEnvironment",
    { PASSWORD: "hunter2\nX=1" },
    "blog.secretEnvironment.PASSWORD: must be a single line: its value is secret, and not shown",
  ],
])("%s that become known later are judged before anything depends on them", async (_what, argument, value, problem) => {
  const args = {
    ...samples.HttpsServer?.args,
    server: { kind: "nginx" },
    application: { kind: "demo" },
    [argument]: pulumi.secret(value),
  } as object as HttpsServerArgs;
  const checked = checkedArgs<HttpsServerArgs>(httpsServerRules, args, "blog") as object as Record<string, Waiting>;
  const { isKnown, isSecret, allResources, promise } = checked[argument] as Waiting;
  const outcomes = await Promise.allSettled([promise(), isKnown, isSecret, allResources?.()]);
  const message = outcomes.map((outcome) => (outcome.status === "rejected" ? String(outcome.reason) : "taken")).join("\n");
  expect(message).toContain(problem);
  expect(message).not.toContain("hunter2");
  const right = checkedArgs<HttpsServerArgs>(
    httpsServerRules,
    { ...args, [argument]: pulumi.secret(argument === "edgeRanges" ? [] : {}) },
    "blog",
  ) as object as Record<string, pulumi.Output<unknown>>;
  expect(await pulumi.isSecret(right[argument] as pulumi.Output<unknown>)).toBe(true);
});
