import { chainOfAlias } from "../../../../components/site/chain/alias-findings";
import type { ExpectedAlias, Observation } from "../../../../components/site/chain/chain";
import { findings } from "../../../../components/site/chain/findings";
import { edge, expected, now, seen, shown, inDays, visited } from "../../../support/observations";

const url = "https://www.example.com/";
const own = edge.outcome === "done" ? { ...edge, leaf: { ...edge.leaf, dnsNames: ["www.example.com"] } } : edge;
const www: ExpectedAlias = { name: "www.example.com", redirect: true, zone: expected.zone! };

/** A site that is as it should be, and what is seen by its other name. */
function withAlias(changes: Partial<Observation> = {}, alias = www): Observation {
  const chain = chainOfAlias({ ...expected, aliases: [alias] }, alias);
  const origin = shown({ notBefore: inDays(-1), notAfter: expected.notAfter });
  const led = { start: url, steps: [{ from: url, to: "https://blog.example.com/", by: "origin" as const }], end: visited().end };
  return seen({
    aliases: [{ ...seen(), url, edge: own, journeys: [led], origin: { expected: chain, seen: { ...origin, address: expected.address } }, ...changes }],
  });
}

const told = (observation: Observation): string[] => findings(observation, now).map(({ code, hop, problem }) => `${hop} ${code}: ${problem}`);

test("an alias that redirects to the domain as it should is no finding", () => {
  expect(told(withAlias())).toEqual([]);
});

test("an alias that is served, or leads elsewhere, is told with where it should lead, at the hop that leads it", () => {
  expect(told(withAlias({ journeys: [visited(undefined, url)] }))).toEqual([
    "origin alias-astray: https://www.example.com/ is served, and the stack says that it redirects to https://blog.example.com/",
  ]);
  const elsewhere = { ...visited(undefined, "https://other.example.org/"), start: url };
  for (const by of ["edge", "origin"] as const) {
    const steps = [{ from: url, to: elsewhere.end.url, by }];
    const problem = `${by} alias-astray: ${url} leads to https://other.example.org/, and the stack says`;
    expect(told(withAlias({ journeys: [{ ...elsewhere, steps }] }))).toEqual([expect.stringContaining(problem)]);
  }
});

test("an alias that serves the site is not asked where it leads", () => {
  expect(told(withAlias({ journeys: [visited(undefined, url)] }, { ...www, redirect: false }))).toEqual([]);
});

test("an alias that the origin's certificate does not cover, that does not answer, or has no record, is told by its name", () => {
  const other = { expected: chainOfAlias(expected, www), seen: shown({ notBefore: inDays(-1), notAfter: inDays(80) }, "other") };
  expect(told(withAlias({ origin: other }))).toContainEqual(expect.stringMatching(/^origin name-mismatch: the certificate is not for www\.example\.com/));
  expect(told(withAlias({ journeys: [visited({ error: "timeout" }, url)] }))).toEqual(["origin no-answer: https://www.example.com/ gave no answer: timeout"]);
  const zone = { name: "example.com", settings: expected.zone!.settings, records: [] };
  expect(told(withAlias({ zone }))).toEqual(["edge record-missing: the zone has no record of www.example.com"]);
});

test("what is wrong with the certificate of all names is told once", () => {
  const old = { ...expected, notBefore: inDays(-365), notAfter: inDays(-1) };
  const site = seen({}, old);
  const alias = { ...withAlias().aliases![0]!, origin: { ...site.origin!, expected: chainOfAlias(old, www) } };
  const found = told({ ...site, aliases: [alias] }).filter((each) => each.includes("certificate-expired"));
  expect(found).toHaveLength(1);
});

test("what is wrong with one name alone says which", () => {
  const other = {
    expected: chainOfAlias(expected, www),
    seen: { outcome: "failed", address: "192.0.2.7", reason: "unrecognized name", obstacle: "no-tls" } as const,
  };
  const journeys = [visited({ status: 525, cacheStatus: "DYNAMIC" }, url)] as const;
  expect(told(withAlias({ origin: other, journeys }))).toContain("origin no-tls: www.example.com: port 443 of 192.0.2.7 does not speak TLS: unrecognized name");
});
