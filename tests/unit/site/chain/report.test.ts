import type { Observation } from "../../../../components/site/chain/chain";
import { renderChain } from "../../../../components/site/chain/report";
import { edge, expected, inDays, now, seen, shown, visited } from "../../../support/observations";

const url = (address: string): Observation => ({ url: address, edge, journeys: [visited(undefined, address)] });

describe("a report", () => {
  const sight = { outcome: "failed", address: "198.51.100.7", reason: "timeout" } as const;
  const lines = (observation: Observation): string[] => renderChain(observation, now).split("\n");
  const whole = "0123456789abcdef".repeat(4);

  test("has a line for what is asked for, and one for each hop", () => {
    expect(lines(seen({ edge: shown({ notBefore: inDays(-10), notAfter: inDays(80) }, whole, "UNABLE_TO_GET_ISSUER_CERT") }))).toEqual([
      "https://blog.example.com/ answers 200",
      "  visitor ──✗──▶ edge ──✓──▶ origin",
      "  visitor → edge    198.51.100.7  TLSv1.3, blog.example.com, issued by CN=CA, until 2027-02-13, SHA-256 0123456789abcdef…, not publicly trusted",
      "  zone              example.com  ssl full, always_use_https on, min_tls_version 1.2",
      "  edge → origin     192.0.2.7  TLSv1.3, blog.example.com, issued by CN=CA, until 2027-11-24, SHA-256 aa…, trusted; " +
        "ssl full: encrypted, certificate not checked",
      expect.stringMatching(/^ {2}✗ edge: the edge's certificate is not trusted: UNABLE_TO_GET_ISSUER_CERT\. /),
    ]);
  });

  test("of a URL says nothing of a zone or an origin, of which nothing is known", () => {
    expect(lines(url("https://blog.example.com/"))).toEqual([
      "https://blog.example.com/ answers 200",
      "  visitor ──✓──▶ edge",
      expect.stringMatching(/^ {2}visitor → edge {4}198\.51\.100\.7 /),
      "  ✓ every hop holds",
    ]);
  });

  test("says what the push saw where the origin is not reachable from here, and why a zone was not compared", () => {
    const report = lines(seen({ origin: { expected, seen: sight }, zone: { unknown: "Cloudflare answered 403" }, edge: sight }));
    expect(report.slice(2, 5)).toEqual([
      "  visitor → edge    198.51.100.7  timeout",
      "  zone              not compared: Cloudflare answered 403",
      "  edge → origin     192.0.2.7  not reachable from here; the push saw issued by CN=blog.example.com, until 2027-11-24, SHA-256 aa…; " +
        "ssl full: encrypted, certificate not checked",
    ]);
  });

  test.each([
    ["off", "not encrypted"],
    ["flexible", "not encrypted"],
    ["full", "encrypted, certificate not checked"],
    ["strict", "encrypted, certificate checked"],
  ] as const)("says what the mode %s is: %s", (ssl, meaning) => {
    expect(renderChain(seen({}, { ssl, zone: { name: "example.com", settings: { ssl } } }), now)).toContain(`; ssl ${ssl}: ${meaning}\n`);
  });

  test("says the mode that the zone has, whatever the stack says", () => {
    const zone = { name: "example.com", settings: { ...expected.zone?.settings, ssl: "flexible" } };
    expect(renderChain(seen({ zone }), now)).toContain("; ssl flexible: not encrypted\n");
  });

  test("shows a mode that tlsup does not know as it is", () => {
    const zone = { name: "example.com", settings: { ...expected.zone?.settings, ssl: "origin_pull" } };
    expect(renderChain(seen({ zone }), now)).toContain("; ssl origin_pull: unknown\n");
  });

  test("begins with where a visitor ends up, and how", () => {
    const step = { from: "http://blog.example.com/", to: "https://blog.example.com/", by: "edge" as const };
    const led = { ...visited(), start: step.from, steps: [step] };
    expect(lines(seen({ journeys: [led] }))[0]).toBe("http://blog.example.com/ leads to https://blog.example.com/, which answers 200");
    expect(lines(seen({ journeys: [visited({ error: "timed out" })] }))[0]).toBe("https://blog.example.com/ gives no answer");
    expect(lines(seen({ journeys: [{ ...led, endless: true }] }))[0]).toBe("http://blog.example.com/ leads nowhere");
    expect(lines(seen({ journeys: [{ ...led, circle: [step] }] }))[0]).toBe("http://blog.example.com/ turns in circles");
  });

  test("names the addresses that could not be looked at", () => {
    expect(lines(seen({ unseenAddresses: ["2001:db8::7"] }))).toContain(
      "  visitor → edge    2001:db8::7  not looked at: this machine has no way to IPv6 addresses",
    );
  });
});

test("a report tells warnings from errors, and names each finding's hop and page", () => {
  const report = renderChain(seen({ journeys: [visited({ status: 500 })] }, { notBefore: inDays(-340), notAfter: inDays(25) }), now);
  expect(report).toMatch(/ {2}✗ origin: https:\/\/blog\.example\.com\/ answered 500\. .* \(docs\/chain\.md#bad-status\)\n/);
  expect(report).toContain("  ! origin: the certificate is due for renewal");
  expect(report).not.toContain("✓ every hop");
  expect(renderChain(seen({}, { notBefore: inDays(-340), notAfter: inDays(25) }), now)).toMatch(/✓ every hop holds for now$/);
});
