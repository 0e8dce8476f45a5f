import fc from "fast-check";
import { resolve, type Authority } from "../../../../localcloud/dns/resolve";
import { authorityOf, dnsAddress, edgeAddress } from "./zone-fixture";

let authority: Authority;
let remove: () => void;
beforeAll(() => {
  ({ authority, remove } = authorityOf([
    { name: "example.test", type: "CNAME", content: "plain.example.test" },
    { name: "example.test", type: "MX", content: "mail.example.test", priority: 10 },
    { name: "plain.example.test", type: "A", content: "192.0.2.1", ttl: 600 },
    { name: "plain.example.test", type: "A", content: "192.0.2.2" },
    { name: "plain.example.test", type: "SSHFP", content: "4 2 abab", data: { algorithm: 4, type: 2, fingerprint: "abab" } },
    { name: "plain.example.test", type: "MX", content: "mail.example.test", priority: 10 },
    { name: "mail.example.test", type: "MX", content: "mail.example.test" },
    { name: "proxied.example.test", type: "A", content: "192.0.2.3", proxied: true },
    { name: "proxied.example.test", type: "A", content: "192.0.2.4" },
    { name: "proxied.example.test", type: "AAAA", content: "2001:db8::1" },
    { name: "proxied.example.test", type: "TXT", content: "beside" },
    { name: "proxied-alias.example.test", type: "CNAME", content: "origin.example.org", proxied: true },
    { name: "alias.example.test", type: "CNAME", content: "second.example.test" },
    { name: "second.example.test", type: "CNAME", content: "proxied.example.test" },
    { name: "outward.example.test", type: "CNAME", content: "elsewhere.example.org" },
    { name: "broken.example.test", type: "CNAME", content: "nothing.example.test" },
    { name: "loop.example.test", type: "CNAME", content: "pool.example.test" },
    { name: "pool.example.test", type: "CNAME", content: "loop.example.test" },
    { name: "*.wild.example.test", type: "A", content: "192.0.2.5" },
    { name: "*.wild.example.test", type: "TXT", content: "wild" },
    { name: "own.wild.example.test", type: "TXT", content: "own" },
    { name: "below.empty.wild.example.test", type: "A", content: "192.0.2.6" },
  ]));
});
afterAll(() => {
  remove();
});

const ask = (name: string, type: string): string[] => {
  const { code, answers, authorities } = resolve(authority, name, type);
  const shown = (each: (typeof answers)[number]): string =>
    [each.name, "ttl" in each ? each.ttl : "", each.type, "data" in each ? JSON.stringify(each.data) : ""].join(" ");
  return [code, ...answers.map(shown), ...authorities.map((each) => `authority ${each.name} ${each.type}`)];
};
const soa = "authority example.test SOA";

describe("a DNS-only name", () => {
  it("answers with its contents, and 'automatic' as 300 seconds", () => {
    expect(ask("plain.example.test", "A")).toEqual(["NOERROR", 'plain.example.test 600 A "192.0.2.1"', 'plain.example.test 300 A "192.0.2.2"']);
  });

  it("answers under the spelling that was asked for", () => {
    expect(ask("PLAIN.example.TEST", "A")[1]).toBe('PLAIN.example.TEST 600 A "192.0.2.1"');
  });

  it("tells of each record what its type holds", () => {
    expect(ask("plain.example.test", "SSHFP")[1]).toBe('plain.example.test 300 SSHFP {"algorithm":4,"hash":2,"fingerprint":"abab"}');
    expect(ask("plain.example.test", "MX")[1]).toBe('plain.example.test 300 MX {"preference":10,"exchange":"mail.example.test"}');
    expect(ask("mail.example.test", "MX")[1]).toBe('mail.example.test 300 MX {"preference":0,"exchange":"mail.example.test"}');
  });

  it("has no data of other types: NOERROR with the SOA", () => {
    expect(ask("plain.example.test", "AAAA")).toEqual(["NOERROR", soa]);
  });
});

describe("a proxied name", () => {
  it("leads to the edge once, whatever its records hold", () => {
    expect(ask("proxied.example.test", "A")).toEqual(["NOERROR", `proxied.example.test 300 A "${edgeAddress}"`]);
    expect(ask("proxied-alias.example.test", "A")).toEqual(["NOERROR", `proxied-alias.example.test 300 A "${edgeAddress}"`]);
  });

  it("shows neither its IPv6 origin nor its target", () => {
    expect(ask("proxied.example.test", "AAAA")).toEqual(["NOERROR", soa]);
    expect(ask("proxied-alias.example.test", "CNAME")).toEqual(["NOERROR", soa]);
  });

  it("still answers what cannot be proxied", () => {
    expect(ask("proxied.example.test", "TXT")[0]).toBe("NOERROR");
    expect(ask("proxied.example.test", "TXT")[1]).toMatch(/^proxied\.example\.test 300 TXT/);
  });
});

describe("an alias", () => {
  it("is followed within the zones", () => {
    expect(ask("alias.example.test", "A")).toEqual([
      "NOERROR",
      'alias.example.test 300 CNAME "second.example.test"',
      'second.example.test 300 CNAME "proxied.example.test"',
      `proxied.example.test 300 A "${edgeAddress}"`,
    ]);
  });

  it("is not followed when it is itself asked for", () => {
    expect(ask("alias.example.test", "CNAME")).toEqual(["NOERROR", 'alias.example.test 300 CNAME "second.example.test"']);
  });

  it("is all that is answered when it leaves the zones", () => {
    expect(ask("outward.example.test", "A")).toEqual(["NOERROR", 'outward.example.test 300 CNAME "elsewhere.example.org"']);
  });

  it("to a name that does not exist is NXDOMAIN beside the alias (RFC 6604)", () => {
    expect(ask("broken.example.test", "A")).toEqual(["NXDOMAIN", 'broken.example.test 300 CNAME "nothing.example.test"', soa]);
  });

  it("in a loop is a failure, not an endless answer", () => {
    expect(ask("loop.example.test", "A")).toEqual(["SERVFAIL"]);
  });

  it("at the apex is flattened, and leaves the other records there alone", () => {
    expect(ask("example.test", "A")).toEqual(["NOERROR", 'example.test 600 A "192.0.2.1"', 'example.test 300 A "192.0.2.2"']);
    expect(ask("example.test", "AAAA")).toEqual(["NOERROR", soa]);
    expect(ask("example.test", "MX")).toEqual(["NOERROR", 'example.test 300 MX {"preference":10,"exchange":"mail.example.test"}']);
    expect(ask("example.test", "CNAME")).toEqual(["NOERROR", 'example.test 300 CNAME "plain.example.test"']);
  });
});

describe("a wildcard (RFC 4592)", () => {
  it("answers for any depth of names that do not exist", () => {
    expect(ask("a.wild.example.test", "A")).toEqual(["NOERROR", 'a.wild.example.test 300 A "192.0.2.5"']);
    expect(ask("a.b.wild.example.test", "A")).toEqual(["NOERROR", 'a.b.wild.example.test 300 A "192.0.2.5"']);
    expect(ask("a.wild.example.test", "AAAA")).toEqual(["NOERROR", soa]);
  });

  it("does not answer for a name that exists, with other types or with names below it", () => {
    expect(ask("own.wild.example.test", "A")).toEqual(["NOERROR", soa]);
    expect(ask("empty.wild.example.test", "A")).toEqual(["NOERROR", soa]);
    expect(ask("wild.example.test", "A")).toEqual(["NOERROR", soa]);
  });

  it("does not answer below a name that exists", () => {
    expect(ask("a.own.wild.example.test", "A")).toEqual(["NXDOMAIN", soa]);
    expect(ask("a.empty.wild.example.test", "A")).toEqual(["NXDOMAIN", soa]);
  });
});

describe("the zone itself", () => {
  it("names its authority and its name servers, which lead here", () => {
    expect(ask("example.test", "SOA")[1]).toMatch(/^example\.test 1800 SOA .*"mname":"ada\.ns\.cloudflare\.test".*"serial":2026112501/);
    expect(ask("example.test", "NS")).toEqual(["NOERROR", 'example.test 86400 NS "ada.ns.cloudflare.test"', 'example.test 86400 NS "bob.ns.cloudflare.test"']);
    expect(ask("bob.ns.cloudflare.test", "A")).toEqual(["NOERROR", `bob.ns.cloudflare.test 86400 A "${dnsAddress}"`]);
  });

  it("denies names below it that do not exist, with the SOA", () => {
    expect(ask("nothing.example.test", "A")).toEqual(["NXDOMAIN", soa]);
    expect(ask("below.plain.example.test", "A")).toEqual(["NXDOMAIN", soa]);
  });

  it("refuses names outside it", () => {
    expect(ask("example.org", "A")).toEqual(["REFUSED"]);
    expect(ask("test", "A")).toEqual(["REFUSED"]);
    expect(ask("notexample.test", "A")).toEqual(["REFUSED"]);
  });

  it("answers ANY with one made-up record (RFC 8482)", () => {
    expect(ask("plain.example.test", "ANY")).toEqual(["NOERROR", 'plain.example.test 3789 HINFO {"cpu":"RFC8482","os":""}']);
    expect(ask("nothing.example.test", "ANY")).toEqual(["NXDOMAIN", soa]);
  });
});

it("answers every question with data, or with the SOA, or with a refusal", () => {
  const label = fc.constantFrom("www", "wild", "own", "empty", "below", "alias", "loop", "broken", "*", "x");
  const name = fc.array(label, { maxLength: 4 }).map((labels) => [...labels, "example.test"].join("."));
  fc.assert(
    fc.property(name, fc.constantFrom("A", "AAAA", "CNAME", "TXT", "MX", "CAA", "NS", "SOA", "ANY", "UNKNOWN_65"), (asked, type) => {
      const { code, answers, authorities } = resolve(authority, asked, type);
      if (code === "NXDOMAIN") expect(authorities.map((each) => each.type)).toEqual(["SOA"]);
      else if (code === "NOERROR") expect(answers.length + authorities.length).toBeGreaterThan(0);
      else expect(code).toBe("SERVFAIL");
    }),
  );
});

/** As a zone at Cloudflare is answered for: `dig SOA cloudflare.com`. */
test("a zone's own records have Cloudflare's times", () => {
  const [start] = resolve(authority, "example.test", "SOA").answers;
  expect(start).toEqual({
    ...{ name: "example.test", type: "SOA", ttl: 1800, class: "IN" },
    data: {
      mname: "ada.ns.cloudflare.test",
      rname: "dns.cloudflare.com",
      serial: authority.serial(),
      refresh: 10_000,
      retry: 2400,
      expire: 604_800,
      minimum: 1800,
    },
  });
  expect(resolve(authority, "example.test", "NS").answers.map((each) => "ttl" in each && each.ttl)).toEqual([86_400, 86_400]);
  expect(resolve(authority, "ada.ns.cloudflare.test", "A").answers).toEqual([
    { name: "ada.ns.cloudflare.test", type: "A", ttl: 86_400, class: "IN", data: dnsAddress },
  ]);
});

test.each([
  ["that is not there", [], "SERVFAIL"],
  ["that has no address", [{ name: "target.example.test", type: "TXT", content: "text" }], "NOERROR, SOA"],
  ["that leads out of the account", [{ name: "target.example.test", type: "CNAME", content: "elsewhere.example.org" }], "SERVFAIL"],
  ["that has an address", [{ name: "target.example.test", type: "A", content: "192.0.2.1" }], "NOERROR, A"],
] as const)("an apex with an alias to a name %s is answered with %s", (_, records, expected) => {
  const { authority: own, remove: close } = authorityOf([{ name: "example.test", type: "CNAME", content: "target.example.test" }, ...records]);
  const { code, answers, authorities } = resolve(own, "example.test", "A");
  close();
  expect([code, ...[...answers, ...authorities].map(({ type }) => type)].join(", ")).toBe(expected);
});
