import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer } from "node:https";
import type { ExpectedChain, Observation } from "../../../../components/site/chain/chain";
import type { Code } from "../../../../components/site/chain/codes";
import { observe } from "../../../../components/site/chain/execution/observe";
import { acceptedFindings, findings } from "../../../../components/site/chain/findings";
import { renderChain } from "../../../../components/site/chain/report";
import { renderPage } from "../../../../components/site/page/page";
import { leafFacts } from "../../../../components/certificate/x509/bundle";
import { make } from "../../../support/certificate-maker";
import { direct, edge, inDays, now, seen, visited } from "../../../support/observations";

const problems = (observation: Observation) => findings(observation, now).map(({ code, hop }) => [code, hop]);

describe("what a stack accepts by its code", () => {
  const chain = { notBefore: inDays(-70), notAfter: inDays(20) };
  const accepting = seen({ journeys: [visited({ status: 500 })] }, { ...chain, accept: ["renewal-due"] });

  test("is no finding, and what it does not accept is one", () => {
    expect(problems(seen({}, { ...chain, accept: ["old-tls"] }))).toEqual([["renewal-due", "origin"]]);
    expect(problems(accepting)).toEqual([["bad-status", "origin"]]);
    expect(acceptedFindings(accepting, now).map(({ code }) => code)).toEqual(["renewal-due"]);
  });

  test("is told as accepted by the report and the page", () => {
    const told = /origin: the certificate is due for renewal.* The stack accepts it \(docs\/chain\.md#renewal-due\)/;
    expect(renderChain(seen({}, { ...chain, accept: ["renewal-due"] }), now)).toMatch(new RegExp(`\n  – ${told.source}\n  ✓ every hop holds$`));
    expect(renderPage(accepting, findings(accepting, now), now)).toMatch(told);
  });

  test("is not asked of a URL, of which no stack is known", () => {
    expect(acceptedFindings({ url: "https://blog.example.com/", edge, journeys: [visited({ status: 500 })] }, now)).toEqual([]);
  });
});

/**
 * What is seen of a site that serves a self-signed certificate to its visitors, where the stack pushed one with the `sha256`. It may lead them on to
 * another name, at which it serves the same.
 */
async function straight(sha256?: string, other?: string): Promise<Observation> {
  const { certificate, key } = await make({ subject: "CN=a", notBefore: new Date(inDays(-1)), notAfter: new Date(inDays(364)) });
  const server = createServer({ cert: certificate, key }, (_, response) => {
    if (other !== undefined) response.writeHead(302, { location: `https://${other}:${port}/` });
    response.end("a page");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const second = createServer({ cert: certificate, key }, (_, response) => response.end("a page")).listen(port, other ?? "127.0.0.2");
  await once(second, "listening");
  const facts = leafFacts(certificate);
  const chain = { ...direct, ...facts, domain: "127.0.0.1", address: "127.0.0.1", servedSha256: sha256 ?? facts.sha256 };
  const observation = await observe(`https://127.0.0.1:${port}/`, { viewpoint: () => ({}) }, chain);
  server.close();
  second.close();
  const { origin, journeys } = observation;
  // No server for http is there.
  return {
    ...observation,
    journeys: [journeys[0]],
    ...(origin && { origin: { ...origin, seen: observation.edge, expected: { ...origin.expected, domain: direct.domain } } }),
  };
}

const [https, http] = ["https://blog.example.com/", "http://blog.example.com/"];
const circle = [
  { from: https, to: http, by: "edge" },
  { from: http, to: https, by: "browser" },
] as const;
const leadsDown = { start: https, steps: circle.slice(0, 1), end: visited({ status: 200 }, http).end };
const remembered = { start: http, steps: circle, end: leadsDown.end, circle };
const off = { name: "example.com", settings: { ssl: "off" } };
const told = { name: "example.com", settings: { ssl: "off", security_header: "{}" } };
const inOff: Partial<ExpectedChain> = { ssl: "off", hsts: true, zone: off };

describe("a code that the stack accepts leaves no other finding of the same cause", () => {
  const accepting = ({ origin, ...rest }: Observation, accept: readonly Code[]): Observation => ({
    ...rest,
    ...(origin && { origin: { ...origin, expected: { ...origin.expected, accept } } }),
  });

  const notFound = visited({ status: 404, cacheStatus: "DYNAMIC" }, http);
  const refused: Partial<ExpectedChain> = { httpRefused: true };

  test.each<[Code, string, () => Observation | Promise<Observation>]>([
    ["http-refused", "a 404 by http", () => seen({ journeys: [visited(), notFound] }, refused)],
    ["http-refused", "no answer by http", () => seen({ journeys: [visited(), visited({ error: "refused" }, http)] }, refused)],
    ["untrusted-by-browsers", "a self-signed certificate", straight],
    ["hsts-with-off", "a circle of those who remember HSTS", () => seen({ journeys: [leadsDown, visited({ status: 200 }, http), remembered] }, inOff)],
    [
      "hsts-with-off",
      "a circle by the edge's HSTS",
      () => seen({ journeys: [remembered, visited({ status: 200 }, http)], zone: told }, { ssl: "off", zone: told }),
    ],
  ])("%s: %s", async (code, _what, look) => {
    const observation = await look();
    expect(findings(observation, now).map((each) => each.code)).toEqual([code]);
    const accepted = accepting(observation, [code]);
    expect([findings(accepted, now), acceptedFindings(accepted, now).map((each) => each.code)]).toEqual([[], [code]]);
  });

  test.each<[Code, string, () => Observation | Promise<Observation>]>([
    ["bad-status", "a 404 by http where the host serves it", () => seen({ journeys: [visited(), notFound] })],
    ["bad-status", "a 404 by https", () => seen({ journeys: [visited({ status: 404 }), notFound] }, refused)],
    ["bad-status", "a redirect from https to such an answer", () => seen({ journeys: [{ ...leadsDown, end: notFound.end }] }, refused)],
    ["bad-status", "what the edge refuses by itself", () => seen({ journeys: [visited(), visited({ status: 403 }, http)] }, refused)],
    ["no-answer", "another certificate than the pushed one", () => straight("bb")],
    ["no-answer", "a redirect to a name that is not the site's, with its certificate", () => straight(undefined, "127.0.0.2")],
    ["redirect-circle", "a circle of everyone", () => seen({ journeys: [remembered, remembered, remembered] }, inOff)],
    [
      "redirect-circle",
      "a circle by HSTS that the stack does not say",
      () => seen({ journeys: [remembered, visited({ status: 200 }, http)], zone: off }, { ssl: "off", zone: off }),
    ],
    [
      "redirect-circle",
      "a circle where the zone alone is off",
      () => seen({ journeys: [leadsDown, visited({ status: 200 }, http), remembered], zone: off }, { hsts: true }),
    ],
    [
      "redirect-circle",
      "a circle of an alias",
      () => ({
        ...seen({ journeys: [leadsDown, visited({ status: 200 }, http), remembered] }, inOff),
        aliases: [seen({ url: "https://www.example.com/", journeys: [remembered, remembered, remembered] }, { ...inOff, domain: "www.example.com" })],
      }),
    ],
  ])("and an outage stays one: %s: %s", async (code, _what, look) => {
    const found = findings(accepting(await look(), ["http-refused", "untrusted-by-browsers", "hsts-with-off"]), now);
    expect(found.map((each) => each.code)).toContain(code);
  });
});
