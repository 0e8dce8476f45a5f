import type { Observation } from "../../components/site/chain/chain";
import { findings } from "../../components/site/chain/findings";
import { renderPage } from "../../components/site/page/page";
import { style } from "../../components/site/page/style";
import type { Span, Traffic } from "../../components/site/traffic/traffic";
import { expectGolden } from "../support/golden";
import { edge, inDays, now, seen, shown, visited } from "../support/observations";

const pageOf = (observation: Observation, traffic?: Traffic): string => renderPage(observation, findings(observation, now), now, traffic);

test("the page of a site: the way, findings, one that is accepted, certificates and traffic", () => {
  const issuer = { subject: "CN=CA", issuer: "CN=Root", sha256: "cc", notBefore: inDays(-100), notAfter: inDays(1000) };
  const steps = [2, 1].map((requests, day) => ({ from: inDays(day - 2), requests, cached: 1, bytes: 1500 * requests }));
  const span: Span = { ...steps[0]!, requests: 3, cached: 2, bytes: 4500, steps, statuses: [{ status: 200, requests: 3 }], countries: [] };
  const traffic: Traffic = { domain: "blog.example.com", zone: "example.com", until: now.toISOString(), hours: span, days: span };
  const observation = seen(
    { edge: { ...edge, intermediates: [issuer] } as never, journeys: [visited({ status: 500 })] },
    { notBefore: inDays(-70), notAfter: inDays(20), accept: ["bad-status"] },
  );
  expectGolden("page.html", pageOf(observation, traffic));
});

test("the page of an address whose every hop holds, and of one that is not reached", () => {
  const body = (observation: Observation): string => pageOf(observation).replace(style, "");
  const direct = { url: "https://blog.example.com/", journeys: [visited({ status: 200, server: "nginx" })] } as const;
  expectGolden("page-holds.html", body({ ...direct, edge: shown({ notBefore: inDays(-1), notAfter: inDays(364) }) }));
  expectGolden("page-unreached.html", body({ ...direct, edge: { outcome: "failed", address: "198.51.100.7", reason: "timeout" } }));
});
