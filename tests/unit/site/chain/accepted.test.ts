import type { Observation } from "../../../../components/site/chain/chain";
import { acceptedFindings, findings } from "../../../../components/site/chain/findings";
import { renderChain } from "../../../../components/site/chain/report";
import { renderPage } from "../../../../components/site/page/page";
import { edge, inDays, now, seen, visited } from "../../../support/observations";

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
