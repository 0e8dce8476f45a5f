import { certificatesOf } from "../../../../components/site/chain/certificates";
import type { Observation } from "../../../../components/site/chain/chain";
import { drawWay, wayOf } from "../../../../components/site/chain/drawing";
import { findings } from "../../../../components/site/chain/findings";
import { renderMetrics } from "../../../../components/site/chain/metrics";
import { renderPage } from "../../../../components/site/page/page";
import { coloured, plain } from "../../../../components/site/chain/paint";
import { renderChain } from "../../../../components/site/chain/report";
import { expectGolden } from "../../../support/golden";
import { direct, edge, expected, inDays, now, seen, shown, visited } from "../../../support/observations";

const due = seen({}, { notBefore: inDays(-70), notAfter: inDays(20) });
const broken = seen({ journeys: [visited({ status: 526 })] });
const atHost = { ...shown({ notBefore: inDays(-1), notAfter: inDays(364) }), address: expected.address };
const straight: Observation = {
  url: "https://blog.example.com/",
  edge: atHost,
  journeys: [visited({ status: 200, server: "nginx" })],
  origin: { expected: direct, seen: atHost },
};
const url: Observation = { url: "https://blog.example.com/", edge, journeys: [visited()] };

describe("the drawing", () => {
  const draw = (observation: Observation): string => drawWay(wayOf(observation, findings(observation, now)), plain);

  test("shows for each part of the way whether it holds", () => {
    expect(draw(seen())).toBe("visitor ──✓──▶ edge ──✓──▶ origin");
    expect(draw(due)).toBe("visitor ──✓──▶ edge ──!──▶ origin");
    expect(draw(broken)).toBe("visitor ──✓──▶ edge ──✗──▶ origin");
    expect(draw(seen({ edge: { ...edge, outcome: "failed", reason: "timeout" } as never }))).toBe("visitor ──✗──▶ edge ──✓──▶ origin");
    expect(draw(url)).toBe("visitor ──✓──▶ edge");
    expect(draw(straight)).toBe("visitor ──✓──▶ origin");
  });

  test("has colours where they are wanted, and says the same without", () => {
    const escape = "\u001B";
    const report = renderChain(broken, now, coloured);
    expect(report).toContain(`${escape}[31m✗ origin: `);
    expect(report.replaceAll(new RegExp(`${escape}\\[\\d+m`, "g"), "")).toBe(renderChain(broken, now));
    expect(renderChain(broken, now)).not.toContain(escape);
  });
});

describe("the certificates of a chain", () => {
  test("are the leaf of each hop with its renewal by its source's rule, and what issued them", () => {
    const issuer = { subject: "CN=CA", issuer: "CN=Root", sha256: "cc", notBefore: inDays(-100), notAfter: inDays(1000) };
    const found = certificatesOf(seen({ edge: { ...edge, intermediates: [issuer] } as never }));
    expect(found.map(({ hop, kind, name }) => [hop, kind, name])).toEqual([
      ["edge", "leaf", "blog.example.com"],
      ["edge", "intermediate", "CN=CA"],
      ["origin", "leaf", "blog.example.com"],
    ]);
    // 30 days ahead of the end.
    expect(found.at(-1)?.renewAt).toBe(inDays(334));
  });

  test("are those of the host alone where no edge is in front", () => {
    expect(certificatesOf(straight).map(({ hop }) => hop)).toEqual(["origin"]);
  });

  test("are known of an origin that is not reachable from here", () => {
    const origin = { expected: { ...expected, renewAt: inDays(100) }, seen: { outcome: "failed", address: expected.address, reason: "timeout" } as const };
    expect(certificatesOf(seen({ origin })).at(-1)).toMatchObject({ hop: "origin", notAfter: expected.notAfter, renewAt: inDays(100) });
  });

  test("are those of the edge alone where the host may have renewed the one that the push saw, and is not reachable from here", () => {
    const chain = { ...expected, source: "certbot" as const, renewedOnHost: true };
    const unseen = seen({ origin: { expected: chain, seen: { outcome: "failed", address: expected.address, reason: "timeout" } } });
    expect(certificatesOf(unseen).map(({ hop }) => hop)).toEqual(["edge"]);
    expect(renderMetrics({ target: "production", observation: unseen, findings: [] }, now)).not.toContain('hop="origin"');
    expect(certificatesOf(seen({}, chain)).map(({ hop }) => hop)).toEqual(["edge", "origin"]);
  });
});

describe("the metrics", () => {
  test("tell of a site whether it was looked at, what is wrong with it, and when its certificates end", () => {
    const text = renderMetrics({ target: "production", observation: due, findings: findings(due, now) }, now);
    expectGolden("metrics.txt", text);
    for (const line of text.trimEnd().split("\n")) expect(line).toMatch(/^(# (HELP [a-z_]+ .+|TYPE [a-z_]+ gauge)|[a-z_]+\{([a-z]+="[^"\n]*",?)+\} \d+)$/);
  });

  test("tell that a site could not be looked at, and nothing else of it", () => {
    const text = renderMetrics({ target: 'a "stack"' }, now);
    expect(text).toContain('tlsup_check_success{target="a \\"stack\\""} 0\n');
    expect(text).not.toContain("findings");
  });

  test.each(["production", due.url])("a check that fails has the same target label as one that succeeds: %s", (target) => {
    const labels = (text: string) => ["success", "time_seconds"].map((name) => new RegExp(`^tlsup_check_${name}{.*target="([^"]*)"`, "m").exec(text)?.[1]);
    const failed = renderMetrics({ target }, now);
    const good = renderMetrics({ target, observation: due, findings: [] }, now);
    expect([labels(failed), labels(good)]).toEqual([Array(2).fill(target), Array(2).fill(target)]);
    expect([failed, good].map((text) => text.includes(`{site="${due.url}",`))).toEqual([target === due.url, true]);
  });

  test("have each series once, as a file with two is refused whole", () => {
    const [first] = findings(due, now);
    if (!first) throw new Error("nothing was found");
    const text = renderMetrics({ target: "production", observation: due, findings: [first, { ...first, problem: "another" }] }, now);
    expect(text.match(/^tlsup_check_finding\{/gm)).toHaveLength(1);
    expect(text).toContain('severity="warning"} 2\n');
  });
});

describe("the page", () => {
  const page = (observation: Observation): string => renderPage(observation, findings(observation, now), now);

  test("needs nothing but itself, and runs nothing", () => {
    expect(page(broken)).not.toMatch(/<script|<link|<img|src=|href=|@import|url\(/);
    expect(page(broken)).toContain("default-src 'none'");
  });

  test("has the hops that are on the way, and no others", () => {
    const hops = (observation: Observation) => [...page(observation).matchAll(/<li class="hop"><strong>(\w+)</g)].map(([, name]) => name);
    expect(hops(due)).toEqual(["Visitor", "Edge", "Origin"]);
    expect(hops(url)).toEqual(["Visitor", "Edge"]);
    expect(hops(straight)).toEqual(["Visitor", "Origin"]);
  });

  test("keeps what a server says from becoming a part of it", () => {
    const hostile = "<img src=x onerror=alert(1)>\"'&";
    const html = page(seen({ edge: { outcome: "failed", address: "192.0.2.1", reason: hostile }, zone: { name: hostile, settings: {} } }));
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;");
  });

  test("follows the reader's light or dark, and a narrow screen", () => {
    expect(page(url)).toContain("@media (prefers-color-scheme: dark)");
    expect(page(url)).toContain("@media (max-width:");
  });
});
