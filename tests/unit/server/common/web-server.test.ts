import { bytesOf, hstsValue } from "../../../../components/server/common/web-server";
import { serverSchema } from "../../../../components/server/servers";
import { servicesSchema } from "../../../../components/service/services";
import { faultsOf } from "../../../../components/shared/validation";

test.each([
  ["512", 512],
  ["1k", 1024],
  ["10m", 10 * 1024 ** 2],
  ["2g", 2 * 1024 ** 3],
  ["0", 0],
])("%s is %d bytes", (size, bytes) => expect(bytesOf(size)).toBe(bytes));

// RFC 6797, section 6.1; two years are what hstspreload.org asks for at least half of.
test.each([
  [{}, "max-age=63072000"],
  [{ maxAge: 300 }, "max-age=300"],
  [{ maxAge: 0, includeSubdomains: true }, "max-age=0; includeSubDomains"],
  [{ includeSubdomains: false }, "max-age=63072000"],
])("%j is the header %s", (hsts, value) => {
  expect(hstsValue(hsts)).toBe(value);
});

describe.each(["nginx", "caddy", "apache", "haproxy", "gunicorn"])("settings of %s", (kind) => {
  const problems = (settings: object): string[] => faultsOf(serverSchema, { kind, ...settings }, "server").map(({ path, problem }) => `${path}: ${problem}`);

  test.each([
    [{ upstream: "http://127.0.0.1:8000" }],
    [{ upstream: "http://app-1.internal:1" }],
    [{ upstream: "http://a:65535" }],
    [{ maxBodySize: "999999999g" }],
    [{ maxBodySize: "0" }],
    [{ healthPath: "/" }],
    [{ hsts: { maxAge: 0 } }],
    [{ hsts: { maxAge: 2 ** 31 - 1, includeSubdomains: true } }],
  ])("may be %j", (settings) => {
    if (kind !== "gunicorn" || !("upstream" in settings)) expect(problems(settings)).toEqual([]);
  });

  test.each([
    [{ hsts: { maxAge: -1 } }, "server.hsts.maxAge: must not be negative: current value is -1"],
    [{ hsts: { maxAge: 2 ** 31 } }, "server.hsts.maxAge: must be at most 2147483647: current value is 2147483648"],
    [{ hsts: { maxAge: 1.5 } }, "server.hsts.maxAge: must be a whole number of seconds: current value is 1.5"],
    [{ maxBodySize: "1000000000" }, 'server.maxBodySize: must be a size like 512k, 10m or 1g: current value is "1000000000"'],
    [{ maxBodySize: "10t" }, 'server.maxBodySize: must be a size like 512k, 10m or 1g: current value is "10t"'],
    [{ healthPath: "healthz" }, 'server.healthPath: must be a path like /healthz: current value is "healthz"'],
    [{ healthPath: "/a b" }, 'server.healthPath: must be a path like /healthz: current value is "/a b"'],
    [{ tls: "old" }, 'server.tls: must be one of "intermediate", "modern": current value is "old"'],
  ])("may not be %j", (settings, problem) => expect(problems(settings)).toEqual([problem]));
});

test.each(["http://localhost:8000/", "https://localhost:8000", "localhost", "http://a:8000/99999"])("%s as an upstream has one fault", (upstream) => {
  expect(faultsOf(serverSchema, { kind: "nginx", upstream }, "server").map(({ problem }) => problem)).toEqual([
    `must be an address like http://127.0.0.1:8000: current value is "${upstream}"`,
  ]);
});

test.each(["nginx", "caddy", "apache", "haproxy"])("%s passes requests on to a host and a port, and to nothing else", (kind) => {
  const problem = (upstream: string): string | undefined => faultsOf(serverSchema, { kind, upstream }, "server")[0]?.problem.replace(/: current.*/, "");
  expect(["http://a:65535", "http://a:1"].map(problem)).toEqual([undefined, undefined]);
  expect(["http://a:65536", "http://a:99999"].map(problem)).toEqual(Array(2).fill("must have a port of at most 65535"));
  expect(
    [
      "http://a",
      "http://a:0",
      "http://a:08",
      "https://a:1",
      "http://-a:1",
      "http://a-:1",
      "http://a:1/x",
      "http://a:100000",
      "http://a;b:1",
      "http://a:1\n",
    ].map(problem),
  ).toEqual(Array(10).fill("must be an address like http://127.0.0.1:8000"));
});

test.each([
  ["0.0.0.0/0", true],
  ["203.0.113.0/32", true],
  ["203.0.113.0/33", false],
  ["2001:db8::/128", true],
  ["2001:db8::/129", false],
  ["2001:db8::/1000", false],
  ["203.0.113.0/", false],
  ["203.0.113.0/2x", false],
  ["203.0.113.0/24/24", false],
  ["/24", false],
])("the address range %s: %s", (range, isTaken) => {
  expect(faultsOf(servicesSchema, [{ kind: "postgresql", from: [range] }], "services")).toHaveLength(isTaken ? 0 : 1);
});
