import { acmeDirectory, knownIdentities, letsEncryptDirectory } from "../../../../components/certificate/acme/account-config";
import { emailAddress } from "../../../../components/certificate/common/setting-schemas";
import { faultsOf } from "../../../../components/shared/validation";
import { accountRules } from "../../../../components/certificate/acme/schema";
import { argumentFaults } from "../../../../components/shared/validation";

test.each([
  [letsEncryptDirectory, ["letsencrypt.org"]],
  ["https://acme-staging-v02.api.letsencrypt.org/directory", ["letsencrypt.org"]],
  ["https://acme.example/directory", []],
  ["https://letsencrypt.org.example/directory", []],
  ["https://badletsencrypt.org/directory", []],
  ["no URL", []],
])("the CA of %s calls itself %j in CAA records, as far as that is known", (directory, identities) => {
  expect(knownIdentities(directory)).toEqual(identities);
});

describe("an account's settings", () => {
  const accountFaults = (settings: object, path: string) => argumentFaults(accountRules, settings, path);

  test.each([
    ["https://ca.example/dir", "me@example.com"],
    [undefined, undefined],
    ["https://ca.example/dir", undefined],
  ])("%s and %s are taken", (directory, email) => {
    expect(accountFaults({ ...(directory !== undefined && { directory }), ...(email !== undefined && { email }) }, "site.certificate")).toEqual([]);
  });

  test.each(["http://ca.example/dir", "ca.example/dir", "", "file:///etc/passwd"])("the directory %j is refused", (directory) => {
    expect(accountFaults({ directory }, "site.certificate")).toEqual([
      { path: "site.certificate.directory", problem: `must be the URL of an ACME directory over https: current value is ${JSON.stringify(directory)}` },
    ]);
  });

  // RFC 8555, section 7.3 allows one address, and no header fields.
  test.each(["", "me", "me@example", "a@example.com,b@example.com", "me@example.com?subject=x", "a b@example.com", "me%0a@example.com", "a@b@example.com"])(
    "the e-mail address %j is refused",
    (email) => {
      expect(accountFaults({ email }, "site.certificate")).toEqual([
        { path: "site.certificate.email", problem: `must be one e-mail address: current value is ${JSON.stringify(email)}` },
      ]);
    },
  );
});

describe("an account's settings", () => {
  const problems = (schema: typeof emailAddress | typeof acmeDirectory, value: unknown): string[] =>
    faultsOf(schema, value, "x").map(({ problem }) => problem.replace(/: current value.*/, ""));

  test.each(["https://ca.example/dir", undefined])("the directory %j is taken", (directory) => expect(problems(acmeDirectory, directory)).toEqual([]));
  test.each(["http://ca.example/dir", "ca.example/dir", "", "file:///etc/passwd"])("the directory %j is refused", (directory) => {
    expect(problems(acmeDirectory, directory)).toEqual(["must be the URL of an ACME directory over https"]);
  });

  test.each(["me@example.com", undefined])("the e-mail address %j is taken", (email) => expect(problems(emailAddress, email)).toEqual([]));
  // RFC 8555, section 7.3 allows one address, and no header fields.
  test.each(["", "me", "me@example", "a@example.com,b@example.com", "me@example.com?subject=x", "a b@example.com", "me%0a@example.com", "a@b@example.com"])(
    "the e-mail address %j is refused",
    (email) => {
      expect(problems(emailAddress, email)).toEqual(["must be one e-mail address"]);
    },
  );
});
