import type { ExpectedChain, Observation } from "../../../../components/site/chain/chain";
import type { Finding } from "../../../../components/site/chain/codes";
import { findings } from "../../../../components/site/chain/findings";
import { renderChain } from "../../../../components/site/chain/report";
import { expected, inDays, now, shown, visited } from "../../../support/observations";

const problems = (observation: Observation) => findings(observation, now).map(({ code, hop }) => [code, hop]);

/** The one finding that there is. */
function only(observation: Observation): Finding | undefined {
  const found = findings(observation, now);
  expect(found).toHaveLength(1);
  return found[0];
}

describe("a host without an edge in front", () => {
  const straight = (verified: true | string, sha256 = "aa"): Observation => {
    const chain = Object.fromEntries(Object.entries(expected).filter(([key]) => key !== "ssl" && key !== "zone")) as unknown as ExpectedChain;
    const shownToAll = { ...shown({ notBefore: inDays(-1), notAfter: inDays(364) }, sha256, verified), address: chain.address };
    return {
      url: "https://blog.example.com/",
      edge: shownToAll,
      journeys: [visited({ status: 200, server: "nginx" })],
      origin: { expected: chain, seen: shownToAll },
    };
  };

  test("is healthy with a certificate that browsers trust, and the report has two hops", () => {
    expect(findings(straight(true), now)).toEqual([]);
    const report = renderChain(straight(true), now);
    expect(report).toContain("visitor → origin  192.0.2.7");
    expect(report).not.toMatch(/edge|ssl/);
  });

  test("with one that they do not trust is a finding of the origin", () => {
    expect(only(straight("DEPTH_ZERO_SELF_SIGNED_CERT"))).toMatchObject({
      code: "untrusted-by-browsers",
      hop: "origin",
      problem: expect.stringContaining("DEPTH_ZERO_SELF_SIGNED_CERT") as unknown,
    });
  });

  test("is told with another place that the name leads to as well, unless it does not lead to the host at all", () => {
    const site = straight(true);
    const other = { ...site.edge, address: "192.0.2.9" };
    for (const places of [{ otherAddresses: [other] }, { edge: other, otherAddresses: [site.edge] }])
      expect(only({ ...site, ...places })).toMatchObject({ code: "record-beside", hop: "visitor", problem: expect.stringContaining("192.0.2.9") as string });
    for (const edge of [other, { ...other, verified: "CERT_HAS_EXPIRED" }])
      expect(problems({ ...site, edge, oldProtocols: ["TLSv1"] })).toEqual([["dns-elsewhere", "visitor"]]);
    expect(problems({ ...site, otherAddresses: [{ outcome: "failed", address: "192.0.2.9", reason: "refused" }] })).toEqual([["address-broken", "origin"]]);
  });

  test("whose name has no address is told by its record, and by where that must lead", () => {
    const gone = { outcome: "failed", address: "blog.example.com", reason: "blog.example.com has no address: ENODATA" } as const;
    const [first, ...others] = findings({ ...straight(true), edge: gone, journeys: [visited({ error: "no address" })] }, now);
    expect(first).toMatchObject({ code: "record-missing", hop: "visitor", remedy: expect.stringContaining("lead to 192.0.2.7") as string });
    expect(others.map(({ code }) => code)).toEqual(["no-answer"]);
  });

  test("that serves visitors by http, which the stack says it does not, is a finding of the origin", () => {
    const site = straight(true);
    const byHttp = { ...site, journeys: [...site.journeys, visited({ status: 200, server: "another" }, "http://blog.example.com/")] as const };
    expect(findings(byHttp, now)).toEqual([]);
    const leads = { ...byHttp, origin: { seen: site.edge, expected: { ...site.origin!.expected, redirects: true } } };
    expect(only(leads)).toMatchObject({ code: "not-redirected", hop: "origin", problem: expect.stringContaining("server.redirectToHttps") as string });
  });

  test("with another one than the pushed is told once", () => {
    expect(problems(straight(true, "bb"))).toEqual([["not-the-pushed-certificate", "origin"]]);
  });
});
