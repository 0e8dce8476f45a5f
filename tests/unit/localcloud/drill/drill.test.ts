import { playInTurn, tollOf, verdict, type Drilled, type Step } from "../../../../localcloud/drill/drill";
import { scenarios } from "../../../../localcloud/drill/registry";
import { renderDrill, renderEnd, renderScenarios } from "../../../../localcloud/drill/report";
import type { ChainFinding } from "../../../../localcloud/stage/seen";
import type { Tree } from "../../../../localcloud/stage/settings";
import type { Visit } from "../../../../localcloud/stage/visits";

const visit = (began: number, took: number, status = 200): Visit => ({ began, ended: began + took, status, words: "" });
const none = tollOf([], 0, 1);
const closed: ChainFinding = { code: "port-closed", severity: "error", hop: "origin", problem: "port 443 is closed", remedy: "Open it" };
const step = (changes: Partial<Step>): Step => ({ kind: "remedy", told: "You run it", took: 9, toll: none, findings: [], isHarmless: false, ...changes });
const good: Drilled = { scenario: "host-lost", steps: [step({})], toll: none, last: none, otherwise: [] };
const kindsOf = (changes: Partial<Drilled>): string[] => verdict({ ...good, ...changes }).map(({ kind }) => kind);
const lost = tollOf([visit(1000, 100), visit(2000, 500, 522), visit(3000, 1500, 521), { began: 3500, ended: 3600, words: "reset" }], 1000, 4000);

test("a toll counts who came meanwhile, from the first that was lost to the end of the last", () => {
  expect(lost).toEqual({ requests: 4, lost: 3, reasons: { "status 522": 1, "status 521": 1, reset: 1 }, lostFor: 2.5, slowest: 1.5 });
  expect(tollOf([visit(1000, 400, 500)], 1000, 1001)).toMatchObject({ requests: 1, lost: 1, lostFor: 0.4, slowest: 0.4 });
  expect(tollOf([visit(1000, 149)], 1000, 1001).slowest).toBe(0.1);
  expect(tollOf([visit(1000, 100, 500), visit(2000, 100, 404)], 1001, 2001)).toMatchObject({ requests: 1, lost: 0, lostFor: 0 });
});

test("what is not as documented is found", () => {
  expect(kindsOf({})).toEqual([]);
  expect(kindsOf({ last: lost })).toEqual(["not-healed"]);
  expect(kindsOf({ steps: [step({ findings: [closed] })] })).toEqual(["not-healed"]);
  expect(kindsOf({ steps: [step({ findings: [closed] }), step({})] })).toEqual([]);
  expect(kindsOf({ steps: [step({ kind: "mishap", toll: lost }), step({})] })).toEqual(["unnoticed"]);
  expect(kindsOf({ otherwise: ["it is refused"] })).toEqual(["otherwise"]);
  expect(kindsOf({ steps: [step({ toll: lost, isHarmless: true }), step({})] })).toEqual(["otherwise"]);
});

test("a drill that fails leaves the reports of those before it, and is named", async () => {
  const told: string[][] = [];
  const play = ({ name }: { readonly name: string }): Promise<Drilled> =>
    name === "disk-full" ? Promise.reject(new Error("it was interrupted")) : Promise.resolve({ ...good, scenario: name });
  const playing = playInTurn([{ name: "host-lost" }, { name: "state-lost" }, { name: "disk-full" }], play, (drills) =>
    told.push(drills.map(({ scenario }) => scenario)),
  );
  await expect(playing).rejects.toThrow("disk-full did not come to its end: it was interrupted");
  expect(told).toEqual([["host-lost"], ["host-lost", "state-lost"]]);
});

test("the report of a drill in which nothing was lost, found or to be done says so", () => {
  const report = renderDrill({ ...good, findings: [], steps: [step({ kind: "mishap" })] });
  expect(report).toContain("nothing: no request was lost.");
  expect(report).toContain("**What named it:** nothing: `tlsup check` found nothing.");
  expect(report).toContain("**What you do:** nothing.");
});

test("the report says what visitors saw, what named it, what to do and how long it took", () => {
  const steps = [step({ kind: "mishap", told: "The machine dies", took: 4, toll: lost, findings: [closed] }), step({ said: "~~~ no" })];
  const report = renderDrill({ ...good, steps, toll: lost, findings: [] });
  expect(report).toContain("| The machine dies | 4 s | 4 | 3 | 2.5 s | 1.5 s |");
  expect(report).toContain("3 requests were lost within 2.5 s: 1 × `status 522`; 1 × `status 521`; 1 × `reset`.");
  expect(report).toContain("- The machine dies: `port-closed` (origin): port 443 is closed");
  expect(report).toContain("1. You run it (9 s)");
  expect(report).toContain("~~~text\n~ ~ ~ no\n~~~");
  const end = renderEnd({ notDrilled: ["The CA is a local one"], times: { cloud: 2, up: 18 } });
  expect(end).toBe("**Not drilled:**\n\n- The CA is a local one\n\nThe local cloud took 2 s, the first `pulumi up` 18 s.");
});

describe("what can happen to a site", () => {
  const site = (changes: Tree): Tree => ({
    host: { provider: "digitalocean" },
    proxy: { provider: "cloudflare" },
    certificate: { source: "self-signed" },
    ...changes,
  });
  const possible = (changes: Tree): string[] => scenarios.filter(({ needs }) => needs(site(changes)) === undefined).map(({ name }) => name);

  const always = ["host-lost", "disk-full", "certificate-deleted"];

  test("depends on its edge, its lock-down and its certificate", () => {
    const byCa = ["ca-down", "mass-revocation"];
    const byCloudflare = ["token-revoked", "state-lost"];
    const sorted = (...names: string[]): string[] => scenarios.map(({ name }) => name).filter((name) => names.includes(name));
    expect(possible({})).toEqual(sorted(...always, ...byCloudflare, "edge-ranges-changed"));
    expect(possible({ proxy: { provider: "cloudflare", proxied: false } })).toEqual(sorted(...always, ...byCloudflare));
    expect(possible({ lockdown: true })).toEqual(possible({}).filter((name) => name !== "state-lost"));
    for (const certificate of [{ source: "lets-encrypt" }, { source: "lets-encrypt", renewal: "host" }, { source: "certbot", challenge: "http-01" }])
      expect(possible({ proxy: { provider: "none" }, certificate })).toEqual(sorted(...always, ...byCa));
  });

  test("has a star in the list; of the rest it says what they need", () => {
    const list = renderScenarios(scenarios, site({}));
    expect(list).toMatch(/^\* host-lost +The machine/);
    expect(list).toMatch(/^ {2}ca-down +The CA .* Needs a certificate from a CA that answers by ACME: `certificate\.source` `lets-encrypt` or `certbot`\.$/m);
  });
});
