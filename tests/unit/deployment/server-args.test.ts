import { httpsFleetRules } from "../../../components/deployment/server-args";

const access = (host: unknown, port = 22): object => ({ host, port });
const server = { kind: "nginx", upstream: "http://127.0.0.1:8000" };
const certificate = { privateKey: "KEY" };
const problems = (args: object): string[] =>
  httpsFleetRules.combinations.flatMap(({ faults }) => faults({ server, certificate, ...args }, "fleet")).map(({ path, problem }) => `${path} ${problem}`);

describe("the hosts of a fleet", () => {
  const later = {};
  const again = (name: string, first: string): string => `fleet.hosts.${name} must be a different host than ${first}: both have the same address`;
  test.each<[string, Readonly<Record<string, object>>]>([
    ["one", { a: access("198.51.100.1") }],
    ["several", { a: access("198.51.100.1"), b: access("198.51.100.2") }],
    ["one address, by two ports", { a: access("198.51.100.1", 22), b: access("198.51.100.1", 2222) }],
    ["addresses that are known later", { a: access({}), b: access({}) }],
    ["hosts that say no address", { a: {}, b: {} }],
  ])("may be %s", (_what, hosts) => expect(problems({ hosts })).toEqual([]));

  test.each<[string, Readonly<Record<string, object>>, string]>([
    ["none", {}, "fleet.hosts must hold at least one host: current value is empty"],
    ["the first one twice", { a: access("198.51.100.1"), b: access("198.51.100.1") }, again("b", "a")],
    ["one of the others twice", { a: access("a.example.com"), b: access("198.51.100.1"), c: access("198.51.100.1") }, again("c", "b")],
    ["one twice that is known later", { a: access(later), b: access(later) }, again("b", "a")],
  ])("may not be %s", (_what, hosts, problem) => expect(problems({ hosts })).toEqual([problem]));

  test("have the canary among them", () => {
    const hosts = { a: access("198.51.100.1"), b: access("198.51.100.2") };
    expect(problems({ hosts, canary: "b" })).toEqual([]);
    expect(problems({ hosts, canary: "c" })).toEqual(['fleet.canary must name one of the hosts (a, b): current value is "c"']);
    expect(problems({ hosts, canary: "toString" })).toEqual(['fleet.canary must name one of the hosts (a, b): current value is "toString"']);
  });
});
