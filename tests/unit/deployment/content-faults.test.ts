import { contentCombinations } from "../../../components/deployment/content-faults";

const problems = (settings: Readonly<Record<string, unknown>>): string[] =>
  contentCombinations.flatMap(({ faults }) => faults(settings, "site")).map(({ path, problem }) => `${path} ${problem.replace(/: current value.*/, "")}`);
const notInGunicorn = "site.application.kind must be demo or wsgi with server.kind gunicorn, which runs the application itself";
const upstream = "http://127.0.0.1:8000";
const wsgi = { kind: "wsgi", directory: "app", callable: "app:application" };

describe("a server and what is behind it", () => {
  test.each<[Readonly<Record<string, unknown>>]>([
    [{ server: { kind: "nginx", upstream } }],
    [{ server: { kind: "haproxy", upstream } }],
    [{ server: { kind: "nginx" }, application: { kind: "static" } }],
    [{ server: { kind: "haproxy" }, application: wsgi }],
    [{ server: { kind: "gunicorn" }, application: wsgi }],
    [{ server: { kind: "gunicorn" }, application: { kind: "demo" } }],
    [{ services: [{ kind: "postfix" }] }],
    [{}],
  ])("go together: %j", (settings) => expect(problems(settings)).toEqual([]));

  test.each<[Readonly<Record<string, unknown>>, string]>([
    [{ server: { kind: "nginx" } }, "site.server.upstream is required when there is no application"],
    [{ server: { kind: "caddy", upstream }, application: wsgi }, "site.server.upstream must be left out when there is an application"],
    [{ server: { kind: "haproxy" }, application: { kind: "static" } }, "site.server.kind must be a server that can serve files when the application is static"],
    [{ server: { kind: "gunicorn" } }, notInGunicorn],
    [{ server: { kind: "gunicorn" }, application: { kind: "static" } }, notInGunicorn],
  ])("do not go together: %j", (settings, problem) => expect(problems(settings)).toEqual([problem]));
});

describe("the port of an application", () => {
  const taken = "site.application.port must be a port that nothing else on the host listens on";
  const at = (port: unknown, services: unknown, kind = "nginx"): string[] => problems({ server: { kind }, application: { ...wsgi, port }, services });

  test.each([
    ["vsftpd", 20_999, false],
    ["vsftpd", 21_000, true],
    ["vsftpd", 21_050, true],
    ["vsftpd", 21_099, true],
    ["vsftpd", 21_100, false],
    ["postgresql", 5431, false],
    ["postgresql", 5432, true],
    ["postgresql", 5433, false],
    ["mariadb", 3306, true],
    ["mariadb", 3307, false],
    ["redis", 6378, false],
    ["redis", 6379, true],
    ["redis", 6380, true],
    ["redis", 6381, false],
    ["postfix", 21_050, false],
  ])("beside %s: %d is taken: %s", (service, port, isTaken) => {
    expect(at(port, [{ kind: "dovecot" }, { kind: service }])).toEqual(isTaken ? [taken] : []);
  });

  test("is looked at only where it is one, there are services, and the application has one of its own", () => {
    expect(at(5432, undefined)).toEqual([]);
    expect(at("5432", [{ kind: "postgresql" }])).toEqual([]);
    expect(at(undefined, [{ kind: "postgresql" }])).toEqual([]);
    expect(at(5432, [{ kind: "postgresql" }], "gunicorn")).toEqual([]);
  });
});

test.each([
  [wsgi, true],
  [{ kind: "demo" }, true],
  [{ kind: "static" }, false],
  [undefined, false],
])("variables are for an application that runs as a process: %j: %s", (application, isTaken) => {
  const server = { kind: "nginx", ...(application === undefined && { upstream }) };
  const problem = "site.secretEnvironment must be left out when no application of the release runs as a process: nothing would read it";
  expect(problems({ server, application, secretEnvironment: { TOKEN: "canary" } })).toEqual(isTaken ? [] : [problem]);
  expect(problems({ server, application })).toEqual([]);
});
