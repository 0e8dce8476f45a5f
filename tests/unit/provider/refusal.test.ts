import * as v from "valibot";
import { propertyFaults } from "../../../components/provider/refusal";
import { schemaFaults, secret as secretSchema } from "../../../components/shared/validation";
import { secret, unknown, type Properties } from "../../../components/provider/value";

const mark = "4dabf18193072939515e22adb298388d";

const inputs: Properties = {
  domain: "a b",
  host: { region: "moon" },
  services: [{ kind: "postfix" }, { kind: "telnet" }],
  upstream: unknown,
  names: ["a", unknown],
  server: { kind: "nginx", upstream: { [mark]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", dependencies: [] } },
  certificate: { privateKey: "-----BEGIN PRIVATE KEY-----" },
  files: { page: "x".repeat(300) },
  token: secret("t"),
};

test.each<[string, string, string]>([
  ["blog.example.domain", "domain", "must be so. Do this"],
  ["blog.example.host.region", "host.region", "must be so. Do this"],
  ["blog.example.services.1.kind", "services[1].kind", "must be so. Do this"],
  ["blog.example.application", "application", "must be so. Do this"],
  ["blog.example.names.0", "names[0]", "must be so. Do this"],
  ["blog.example.server.kind", "server.kind", "must be so. Do this"],
  ["blog.example.token", "token", "must be so. Do this"],
  ["another.path", "another.path", "must be so. Do this"],
])("the fault at %s is told by the input %s", (path, expected, reason) => {
  expect(propertyFaults([{ path, problem: "must be so", remedy: "Do this" }], "blog.example", inputs)).toEqual([{ path: expected, reason }]);
});

test.each([
  [198, "page"],
  [199, "page (its value is not shown)"],
])("a text of %d characters, in its quotes, is told at %s", (length, path) => {
  expect(propertyFaults([{ path: "blog.page", problem: "must be so" }], "blog", { page: "x".repeat(length) })).toEqual([{ path, reason: "must be so" }]);
});

test.each(["upstream", "names", "server.upstream", "certificate.privateKey", "files.page"])("the engine does not show what is at %s", (path) => {
  expect(propertyFaults([{ path: `blog.${path}`, problem: "must be so" }], "blog", inputs)).toEqual([
    { path: `${path} (its value is not shown)`, reason: "must be so" },
  ]);
});

test.each<[string, Properties]>([
  ["an object that is secret as a whole", { hostSecrets: secret({ sudoPassword: "hunter2\n" }) }],
  ["an output that is secret", { hostSecrets: { [mark]: "d0e6a833031e9bbcd3f4e8bde6ca49a4", secret: true, value: { sudoPassword: "hunter2\n" } } }],
])("the engine does not show what is in %s", (_what, given) => {
  const fault = { path: "blog.hostSecrets.sudoPassword", problem: "must be one line" };
  expect(propertyFaults([fault], "blog", given)).toEqual([{ path: "hostSecrets.sudoPassword (its value is not shown)", reason: "must be one line" }]);
});

test("the engine does not show the value of a secret setting, which a program may have given as plain text", () => {
  const [fault] = schemaFaults(v.object({ password: secretSchema(v.pipe(v.string(), v.regex(/^.*$/, "must be one line"))) }), { password: "a\nb" }, "blog");
  expect(propertyFaults(fault ? [fault] : [], "blog", { password: "a\nb" })).toEqual([
    { path: "password (its value is not shown)", reason: "must be one line: its value is secret, and not shown" },
  ]);
});

test("a resource as a whole is not shown, as the engine would crash, and the fault says what to give instead", () => {
  const account = { [mark]: "5cf8f73096256a8f31e491e813e4eb8e", urn: "urn:pulumi:a::b::tlsup:index:AcmeAccount::ca" };
  const told = (path: string) => propertyFaults([{ path: `blog.${path}`, problem: "must be of type object" }], "blog", { account, accounts: [account] });
  expect(told("account")).toEqual([
    { path: "account (its value is not shown)", reason: expect.stringContaining("object of its outputs: current value is the resource itself") as string },
  ]);
  expect(told("accounts")).toEqual([{ path: "accounts (its value is not shown)", reason: "must be of type object" }]);
});
