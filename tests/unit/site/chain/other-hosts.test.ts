import { findings } from "../../../../components/site/chain/findings";
import type { Observation } from "../../../../components/site/chain/chain";
import { renderChain } from "../../../../components/site/chain/report";
import { expected, inDays, now, seen, shown, visited } from "../../../support/observations";

const b = { host: "b", address: "192.0.2.8", servedSha256: "aa", sshPort: 22 };
const dates = { notBefore: inDays(-1), notAfter: inDays(364) };
const record = (content: string) => ({ name: expected.domain, type: "A", content, proxied: true });

function told(other: Partial<NonNullable<NonNullable<Observation["origin"]>["others"]>[number]>, changes: Partial<Observation> = {}): string[] {
  const { origin, ...whole } = seen(changes, { otherHosts: [b] });
  if (!origin) return [];
  const others = [{ expected: b, seen: { ...shown(dates), address: b.address }, ssh: "open" as const, ...other }];
  return findings({ ...whole, origin: { ...origin, others } }, now).map(({ code, problem }) => `${code}: ${problem}`);
}

describe("the chain of a site on several hosts", () => {
  test("holds if all serve what was pushed, and each has a record", () => {
    const zone = { name: "example.com", settings: {}, records: [record(expected.address), record(b.address)] };
    expect(told({}, { zone })).toEqual([]);
  });

  test.each<[string, Parameters<typeof told>, string]>([
    ["another certificate", [{ seen: shown(dates, "bb") }], "not-the-pushed-certificate: on the host b, the origin serves another certificate"],
    ["no SSH", [{ ssh: "silent" }], "ssh-unreachable: on the host b, port 22 of 192.0.2.8"],
    [
      "a closed port, while visitors get errors",
      [{ seen: { outcome: "failed", address: b.address, reason: "refused", obstacle: "refused" } }, { journeys: [visited({ status: 521 })] }],
      "port-closed: on the host b, the origin refuses connections to port 443 of 192.0.2.8",
    ],
  ])("names the host that has %s", (_, args, problem) => {
    expect(told(...args)).toContainEqual(expect.stringContaining(problem));
  });

  test.each([
    ["its first host", expected.address],
    ["another host", b.address],
    ["the IPv6 address of its first host", "2001:db8::7"],
  ])("a fleet that is led past the edge is told as not-proxied, whichever host the name leads to first: %s", (_what, address) => {
    const past = { ...shown(dates, "aa", "DEPTH_ZERO_SELF_SIGNED_CERT"), address };
    const { origin, ...whole } = seen({ edge: past, journeys: [visited({ status: 200, server: "nginx" })], zone: { unknown: "no token" } });
    const chain = { ...expected, ipv6: "2001:db8::7", otherHosts: [b] };
    const found = findings({ ...whole, ...(origin && { origin: { ...origin, expected: chain } }) }, now);
    expect(found.map(({ code, problem }) => `${code}: ${problem}`)).toEqual([
      `not-proxied: blog.example.com leads straight to the origin, ${address}, and not through the edge`,
    ]);
  });

  test("names the host whose record is gone, and a record that is no host's", () => {
    const zone = { name: "example.com", settings: {}, records: [record(expected.address), record("192.0.2.9")] };
    expect(told({}, { zone })).toEqual([
      "record-missing: the zone has no record of blog.example.com that leads to the host b, 192.0.2.8",
      "record-beside: blog.example.com has another record as well, A 192.0.2.9, which the stack did not make",
    ]);
  });

  test("names the address that another record shows", () => {
    const shownBy = { name: "ftp.example.com", type: "A", content: b.address, proxied: false };
    const zone = { name: "example.com", settings: {}, records: [record(expected.address), record(b.address), shownBy] };
    expect(told({}, { zone })).toEqual(["origin-address-shown: the A record of ftp.example.com shows the origin's address, 192.0.2.8"]);
  });

  test("names a host whose port is closed though visitors get answers from the others, where those are reached from here", () => {
    const refused = { outcome: "failed", address: b.address, reason: "refused", obstacle: "refused" } as const;
    expect(told({ seen: refused })).toEqual([expect.stringMatching(/^port-closed: on the host b, /)]);
    const { origin, ...whole } = seen({}, { otherHosts: [b] });
    const others = [{ expected: b, seen: refused, ssh: "open" as const }];
    expect(findings({ ...whole, ...(origin && { origin: { ...origin, seen: { ...refused, address: expected.address }, others } }) }, now)).toEqual([]);
  });

  test("names the host whose application fails, though visitors get the answers of another", () => {
    expect(told({ answer: { status: 502 } })).toEqual(["bad-status: on the host b, the server at 192.0.2.8 itself answered 502"]);
    expect(told({ answer: { error: "timed out" } })).toEqual(["no-answer: on the host b, the server at 192.0.2.8 itself gave no answer: timed out"]);
    const journeys = [visited({ status: 502 })] as const;
    expect(told({ answer: { status: 502 } }, { journeys })).toContainEqual(expect.stringContaining("on the host b, the server at"));
    expect(told({ answer: { status: 404 } })).toEqual([]);
  });

  test("does not tell of a host that only the edge reaches", () => {
    expect(told({ seen: { outcome: "failed", address: b.address, reason: "no answer within 10 s", obstacle: "silent" } })).toEqual([]);
  });

  test("has a line for each host in the report", () => {
    const { origin, ...whole } = seen({}, { otherHosts: [b] });
    const others = [{ expected: b, seen: { outcome: "failed", address: b.address, reason: "no answer" } as const }];
    expect(renderChain({ ...whole, ...(origin && { origin: { ...origin, others } }) }, now)).toMatch(/edge → b +192\.0\.2\.8 {2}not reachable from here/);
  });
});
