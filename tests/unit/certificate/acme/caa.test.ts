import { caaOwners, caaProblem, caaRemedy, type CaaRecord, type CaaRequest } from "../../../../components/certificate/acme/caa";

const request: CaaRequest = { wildcard: false, identities: ["letsencrypt.org"], account: "https://ca/acct/1", challenge: "dns-01" };
const record = (tag: string, value: string, critical = false): CaaRecord => ({ tag, value, critical });
const allowed = (records: readonly CaaRecord[], changes: Partial<CaaRequest> = {}): boolean =>
  caaProblem({ owner: "example.com", records }, { ...request, ...changes }) === undefined;

it("a name's records are looked for at itself, then upwards", () => expect(caaOwners("*.a.example.com")).toEqual(["a.example.com", "example.com", "com"]));

// RFC 8659, section 4, and RFC 8657.
it.each([
  ["its own name", [record("issue", "letsencrypt.org")], {}, true],
  ["its name in capitals", [record("issue", "LetsEncrypt.org")], {}, true],
  ["another CA's name", [record("issue", "other.example")], {}, false],
  ["nobody", [record("issue", ";")], {}, false],
  ["one of two", [record("issue", "other.example"), record("issue", "letsencrypt.org")], {}, true],
  ["only iodef", [record("iodef", "mailto:a@example.com")], {}, true],
  ["issuewild does not count for a host", [record("issuewild", ";")], {}, true],
  ["issuewild counts for a wildcard", [record("issue", "letsencrypt.org"), record("issuewild", ";")], { wildcard: true }, false],
  ["issue counts for a wildcard without issuewild", [record("issue", "other.example")], { wildcard: true }, false],
  ["its account", [record("issue", "letsencrypt.org; accounturi=https://ca/acct/1")], {}, true],
  ["another account", [record("issue", "letsencrypt.org; accounturi=https://ca/acct/2")], {}, false],
  ["an account, before there is one", [record("issue", "letsencrypt.org; accounturi=https://ca/acct/2")], { account: undefined }, true],
  ["its method", [record("issue", "letsencrypt.org; validationmethods=http-01,dns-01")], {}, true],
  ["another method", [record("issue", "letsencrypt.org;validationmethods=http-01")], {}, false],
  ["a parameter that is not known here", [record("issue", "letsencrypt.org; policy=ev")], {}, true],
  ["a parameter without a value, and an empty one", [record("issue", "letsencrypt.org; ; flag")], {}, true],
  [
    "an account and a method, of which one is another",
    [record("issue", "letsencrypt.org; accounturi=https://ca/acct/1; validationmethods=http-01")],
    {},
    false,
  ],
  [
    "an account's URL with an equals sign in it",
    [record("issue", "letsencrypt.org; accounturi=https://ca/acct?id=1")],
    { account: "https://ca/acct?id=1" },
    true,
  ],
  ["a known critical property", [record("issue", "letsencrypt.org", true)], {}, true],
  ["an unknown critical property", [record("issue", "letsencrypt.org"), record("future", "x", true)], {}, false],
  ["an unknown property that is not critical", [record("future", "x")], {}, true],
] as const)("%s", (_what, records, changes, expected) => expect(allowed(records, changes)).toBe(expected));

it("the record that forbids it is named", () =>
  expect(caaProblem({ owner: "example.com", records: [record("issue", "other.example")] }, request)).toBe(
    'the CAA record example.com CAA 0 issue "other.example" does not allow it',
  ));

it("a critical record is shown by its flag, and several as several", () => {
  expect(caaProblem({ owner: "example.com", records: [record("future", "x", true)] }, request)).toBe(
    'the CAA record example.com CAA 128 future "x" is critical and not known to any CA',
  );
  expect(caaProblem({ owner: "example.com", records: [record("issue", "a"), record("issue", "b")] }, request)).toBe(
    'the CAA records example.com CAA 0 issue "a", example.com CAA 0 issue "b" do not allow it',
  );
});

it.each([
  [false, 'Add the record example.com CAA 0 issue "letsencrypt.org", or remove those that are there'],
  [true, 'Add the record example.com CAA 0 issuewild "letsencrypt.org", or remove those that are there'],
])("what would allow it, for a wildcard: %s", (wildcard, expected) => {
  expect(caaRemedy("example.com", { ...request, wildcard, identities: ["letsencrypt.org", "other.example"] })).toBe(expected);
});
