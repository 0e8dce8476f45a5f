import { findings, type ExpectedChain, type Observation } from "../../../components/https-site/chain";

const expected: ExpectedChain = { domain: "blog.example.com", address: "198.51.100.7", ssl: "full", trust: "public", servedSha256: "aa", issuer: "CN=CA", notAfter: "2027-01-01T00:00:00.000Z" };
const leaf = { dnsNames: ["blog.example.com"], notBefore: "2026-11-01T00:00:00.000Z", issuer: "CN=CA" };
const now = new Date("2026-11-25T00:00:00.000Z");

function seen(sha256: string, notAfter: string, changes: Partial<ExpectedChain>): string[] {
  const handshake = { outcome: "done", address: "198.51.100.7", protocol: "TLSv1.3", leaf: { ...leaf, sha256, notAfter }, verified: true } as const;
  const observation: Observation = { url: "https://blog.example.com/", edge: handshake, answer: { status: 200, server: undefined, body: "" }, origin: { expected: { ...expected, ...changes }, seen: handshake } };
  return findings(observation, now).map(({ problem }) => problem);
}

test("a later certificate at the origin is what a host renews by itself, and a finding on any other", () => {
  expect(seen("bb", "2027-02-01T00:00:00.000Z", { renewedOnHost: true })).toEqual([]);
  expect(seen("bb", "2027-02-01T00:00:00.000Z", {})).toEqual([expect.stringContaining("serves another certificate than the pushed one")]);
});

test("an earlier one is a finding on every host", () => {
  expect(seen("bb", "2026-12-01T00:00:00.000Z", { renewedOnHost: true })).toEqual([expect.stringContaining("serves another certificate than the pushed one")]);
});
