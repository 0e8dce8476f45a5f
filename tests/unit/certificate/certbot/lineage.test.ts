import { certificateSecrets } from "../../../../components/certificate/common/setting-schemas";
import type { Fault } from "../../../../components/shared/fault";
import { argumentFaults } from "../../../../components/shared/validation";
import { accountCommand } from "../../../../components/certificate/certbot/host-commands";
import { hostFiles } from "../../../../components/certificate/certbot/host-plan";
import { certbotInputsOf, isToldToHost, reissueReasons, type CertbotInputs } from "../../../../components/certificate/certbot/lineage";
import { certbotEntries, certbotFaults, tokenFaults } from "../../../../components/certificate/certbot/schema";
import { certbotInputs } from "../../../support/certbot-inputs";

const inputs: CertbotInputs = { ...certbotInputs, site: "blog", names: ["blog.example.com", "www.example.com"], challenge: "dns-01" };
const all: CertbotInputs = { ...inputs, email: "me@example.com", root: "ROOT", apiToken: "TOKEN", apiUrl: "https://api.example" };

describe("what a lineage was made from", () => {
  test("is every input, and nothing that it became", () => {
    expect(certbotInputsOf({ ...all, leaf: "LEAF", drift: [] } as CertbotInputs)).toStrictEqual(all);
  });

  test("has no place for what was not given: a token that is absent is no token called undefined", () => {
    expect(certbotInputsOf({ ...inputs, email: undefined, root: undefined, apiToken: undefined, apiUrl: undefined } as unknown as CertbotInputs)).toStrictEqual(
      inputs,
    );
  });
});

test.each<[keyof CertbotInputs, unknown, boolean]>([
  ["names", ["blog.example.com"], true],
  ["challenge", "http-01", true],
  ["directory", "https://other.example", true],
  ["email", "you@example.com", true],
  ["root", "OTHER", true],
  ["keyType", "rsa-2048", true],
  ["apiToken", "OTHER", true],
  ["apiUrl", "https://other.example", true],
  ["email", undefined, true],
  ["apiToken", undefined, true],
  ["host", "192.0.2.1", false],
  ["port", 2222, false],
  ["user", "admin", false],
  ["hostKey", "other", false],
  ["revokeOnDelete", true, false],
  ["names", ["www.example.com", "blog.example.com"], false],
])("another %s (%j) is something that the host must know: %s", (input, value, expected) => {
  expect(isToldToHost(all, { ...all, [input]: value } as CertbotInputs)).toBe(expected);
});

test("nothing is issued anew for what does not change the certificate", () => {
  expect(reissueReasons(inputs, { ...all, host: "192.0.2.1", machine: "2" })).toEqual([]);
});

describe("the account at the CA", () => {
  test.each([
    [{}, ["--register-unsafely-without-email"]],
    [{ email: "me@example.com" }, ["--email", "me@example.com"]],
  ])("is told an address, or that there is none: %j", (email, expected) => {
    const command = accountCommand({ site: "blog", directory: "https://ca.example/dir", ...email });
    expect(command.slice(2)).toEqual(["update_account", "--non-interactive", "--server", "https://ca.example/dir", ...expected]);
  });
});

test.each([
  [undefined, []],
  ["https://api.example", ["# Written by tlsup for blog.\n[CloudFlare]\nbase_url = https://api.example\n"]],
])("the address of Cloudflare's API is on the host when it is %s", (apiUrl, expected) => {
  expect(
    hostFiles({ ...inputs, apiToken: "TOKEN", ...(apiUrl !== undefined && { apiUrl }) })
      .filter(({ path }) => path === "/root/.cloudflare/cloudflare.cfg")
      .map(({ content }) => content),
  ).toEqual(expected);
});

describe("certbot's settings", () => {
  const problems = (settings: Readonly<Record<string, unknown>>): string[] =>
    argumentFaults(
      { entries: certbotEntries, combinations: [{ of: [], faults: (given, path) => certbotFaults(given, path, "blog.example.com") }] },
      settings,
      "site.certificate",
    ).map(({ path, problem }) => `${path}: ${problem}`);

  test.each([
    [{ challenge: "http-01" }],
    [{ challenge: "dns-01", names: ["*.example.com", "example.com"] }],
    [{ challenge: "dns-01", apiUrl: "https://api.example" }],
    [{ challenge: "http-01", directory: "https://ca.example/dir", email: "me@example.com" }],
  ])("%j are taken", (settings) => expect(problems(settings)).toEqual([]));

  test.each([
    [
      { challenge: "http-01", names: ["other.example.com"] },
      "site.certificate.names: must cover the domain blog.example.com: current value is other.example.com",
    ],
    [
      { challenge: "http-01", names: ["blog.example.com", "*.example.com"] },
      "site.certificate.names.1: must not be a wildcard with http-01 (RFC 8555, section 8.3)",
    ],
    [{ challenge: "http-01", apiUrl: "https://api.example" }, "site.certificate.apiUrl: must be left out with http-01, which needs nothing from Cloudflare"],
  ])("%j are refused", (settings, expected) => expect(problems(settings).join("\n")).toContain(expected));

  test("a private CA, and only that, may certify names that are not public", () => {
    const certify = (root: object): string[] =>
      certbotFaults({ challenge: "http-01", ...root }, "site.certificate", "blog.internal").map(({ problem }) => problem);
    expect(certify({ root: "ROOT" })).toEqual([]);
    expect(certify({})).toEqual(['must be a public name, and .internal is reserved: current value is "blog.internal"']);
  });

  const tokens = (cloudflareToken: unknown): Fault[] =>
    argumentFaults(
      { entries: { certificateSecrets }, combinations: [{ of: ["certificateSecrets"], faults: (args) => tokenFaults("dns-01", args.certificateSecrets) }] },
      { certificateSecrets: { cloudflareToken } },
      "site",
    );

  test.each(["a b", "", "x\ny", 7])("the token %j is refused, and not shown", (token) => {
    const problem = typeof token === "string" ? "must consist of letters, digits, _ and -" : "must be of type string";
    expect(tokens(token)).toEqual([{ path: "site.certificateSecrets.cloudflareToken", problem: `${problem}: its value is secret, and not shown` }]);
  });

  test("a token that is missing is asked for, unless it becomes known later", () => {
    const asked = [
      {
        path: "certificateSecrets.cloudflareToken",
        problem: "is required with the source certbot and the challenge dns-01",
        remedy: expect.stringMatching(/^Make a token at Cloudflare/) as string,
      },
    ];
    expect([tokens(undefined), tokenFaults("dns-01", undefined), tokenFaults("dns-01", {})]).toEqual([asked, asked, asked]);
    expect([tokenFaults("http-01", undefined), tokens(Promise.resolve("token"))]).toEqual([[], []]);
  });

  test("a token of Cloudflare's form is taken", () => expect(tokens("aZ09_-")).toEqual([]));
});
