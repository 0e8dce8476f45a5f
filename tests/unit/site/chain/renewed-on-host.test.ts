import type { ExpectedChain } from "../../../../components/site/chain/chain";
import { findings } from "../../../../components/site/chain/findings";
import { expected, inDays, now, seen, shown } from "../../../support/observations";

function kinds(sha256: string, notAfter: string, changes: Partial<ExpectedChain>): string[] {
  const chain: ExpectedChain = { ...expected, source: "certbot", trust: "public", notBefore: inDays(-24), notAfter: inDays(66), ...changes };
  return findings(seen({ origin: { expected: chain, seen: shown({ notBefore: inDays(-24), notAfter }, sha256) } }), now).map(({ code }) => code);
}

test("a later certificate at the origin is what a host renews by itself, and a finding on any other", () => {
  expect(kinds("bb", inDays(89), { renewedOnHost: true })).toEqual([]);
  expect(kinds("bb", inDays(89), {})).toEqual(["not-the-pushed-certificate"]);
});

test("the renewal that was planned for the pushed certificate does not apply to another one", () => {
  const planned = { renewedOnHost: true, notBefore: inDays(-60), notAfter: inDays(30), renewAt: inDays(-20) };
  expect(kinds("aa", inDays(30), planned)).toEqual(["renewal-due"]);
  expect(kinds("bb", inDays(66), planned)).toEqual([]);
});

test("the standby of a host is no wrong certificate, but one that was not renewed", () => {
  expect(kinds("bb", inDays(5000), { renewedOnHost: true, standbySha256: "bb" })).toEqual(["renewal-due"]);
  expect(kinds("cc", inDays(60), { renewedOnHost: true, standbySha256: "bb" })).toEqual(["not-the-pushed-certificate"]);
});

test("an earlier one, or another of the same day, is a finding on every host", () => {
  for (const notAfter of [inDays(60), inDays(66)]) expect(kinds("bb", notAfter, { renewedOnHost: true })).toEqual(["not-the-pushed-certificate"]);
});

test("what the host renews by itself is a finding when half of the time for it is gone, and the remedy is at the host", () => {
  const judged = (daysLeft: number, changes: Partial<ExpectedChain>, life = 90) => {
    const dates = { notBefore: inDays(daysLeft - life), notAfter: inDays(daysLeft) };
    const chain: ExpectedChain = { ...expected, source: "lets-encrypt", trust: "public", ...dates, ...changes };
    return findings(seen({ origin: { expected: chain, seen: shown(dates, chain.servedSha256) } }), now);
  };
  expect(judged(16, { renewedOnHost: true })).toEqual([]);
  expect(judged(16, {}).map(({ code }) => code)).toEqual(["renewal-due"]);
  const [late] = judged(14, { renewedOnHost: true });
  const signed: Partial<ExpectedChain> = { source: "self-signed", trust: "self", renewedOnHost: true };
  expect([judged(16, signed, 365), judged(14, signed, 365).map(({ remedy }) => remedy)]).toEqual([[], [late?.remedy]]);
  expect([late?.code, late?.remedy]).toEqual(["renewal-due", expect.stringContaining("journalctl -u 'tlsup-acme-*'") as string]);
});

test.each([
  [9, undefined],
  [1.1, undefined],
  [1, "ends on 2026-11-26"],
  [-10, "ended on 2026-11-15"],
])("what cannot be seen from here may be renewed: with %s days left of the last known one that is a warning at most, %s", (left, told) => {
  for (const source of ["certbot", "lets-encrypt"] as const) {
    const chain = { ...expected, source, renewedOnHost: true, notBefore: inDays(left - 90), notAfter: inDays(left) };
    const unseen = seen({ origin: { expected: chain, seen: { outcome: "failed", address: "198.51.100.7", reason: "timeout" } } });
    const problem = `the certificate cannot be seen from here, and the last known one ${told}`;
    const remedy = "Run `pulumi up`, which reads back the renewed one, or says that the renewal is late";
    const found = [expect.objectContaining({ code: "renewal-due", severity: "warning", hop: "origin", problem, remedy })];
    expect(findings(unseen, now)).toEqual(told === undefined ? [] : found);
  }
});
