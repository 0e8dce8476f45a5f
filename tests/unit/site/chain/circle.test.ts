import { findings } from "../../../../components/site/chain/findings";
import type { ExpectedChain, Observation } from "../../../../components/site/chain/chain";
import type { Author, Step } from "../../../../components/site/chain/journey";
import { renderChain } from "../../../../components/site/chain/report";
import { expected, now, seen, visited } from "../../../support/observations";

const http = "http://blog.example.com/";
const https = "https://blog.example.com/";
const step = (from: string, to: string, by: Author): Step => ({ from, to, by });
const turning = (circle: readonly Step[]) => [{ ...visited({ status: 301 }), steps: circle, circle }] as const;

interface Case {
  readonly circle: readonly Step[];
  readonly ssl: NonNullable<ExpectedChain["ssl"]>;
  readonly hop: string;
  readonly cause: string;
  /** For a stack, and for a URL of which nothing is known. */
  readonly remedy: readonly [stack: string, url: string];
}

const encrypt = ['`proxy.ssl: "full"` or "strict" ends it', "The SSL mode full or strict ends it: SSL/TLS, Overview at Cloudflare"] as const;

const cases: Readonly<Record<string, Case>> = {
  "flexible, and the origin's redirect": {
    circle: [step(https, https, "origin")],
    ssl: "flexible",
    hop: "origin",
    cause: "the origin's own redirect leads back to https",
    remedy: [`${encrypt[0]}, or set \`server.redirectToHttps: false\` to leave the way to the origin without encryption`, encrypt[1]],
  },
  "off, and the origin's redirect": {
    circle: [step(https, http, "edge"), step(http, https, "origin")],
    ssl: "off",
    hop: "origin",
    cause: "the origin's own redirect leads back to https",
    remedy: [
      `${encrypt[0]}, or set \`server.redirectToHttps: false\` to serve the site without encryption`,
      `${encrypt[1]}, or take that redirect away to serve the site without encryption`,
    ],
  },
  "off, and HSTS": {
    circle: [step(https, http, "edge"), step(http, https, "browser")],
    ssl: "off",
    hop: "edge",
    cause: "as they have been told so by HSTS",
    remedy: encrypt,
  },
  "off, and a rule of the edge": {
    circle: [step(https, http, "edge"), step(http, https, "edge")],
    ssl: "off",
    hop: "edge",
    cause: "a rule of the edge leads back to https",
    remedy: [`${encrypt[0]}, or switch Always Use HTTPS`, `${encrypt[1]}, or switch Always Use HTTPS`],
  },
  "an application that leads to http, and Always Use HTTPS": {
    circle: [step(https, http, "origin"), step(http, https, "edge")],
    ssl: "full",
    hop: "origin",
    cause: "the edge leads back to https (Always Use HTTPS)",
    remedy: [
      "Take the redirect to http out of the application, or of the server's own configuration, or set `proxy.alwaysUseHttps: false`",
      "Take the redirect to http out",
    ],
  },
  "an application that leads to http, and HSTS": {
    circle: [step(https, http, "origin"), step(http, https, "browser")],
    ssl: "full",
    hop: "origin",
    cause: "as they have been told so by HSTS",
    remedy: ["Take the redirect to http out", "Take the redirect to http out"],
  },
  "an application that leads to http, and the origin's redirect": {
    circle: [step(https, http, "origin"), step(http, https, "origin")],
    ssl: "full",
    hop: "origin",
    cause: "leads back to https as well",
    remedy: ["Take the redirect to http out", "Take the redirect to http out"],
  },
  "an application that leads from page to page": {
    circle: [step(`${https}a`, `${https}b`, "origin"), step(`${https}b`, `${https}a`, "origin")],
    ssl: "full",
    hop: "origin",
    cause: "The origin redirects so",
    remedy: ["Look at the redirects of the application", "Look at the redirects of the application"],
  },
  "an application that leads to itself, though it is asked by https": {
    circle: [step(https, https, "origin")],
    ssl: "full",
    hop: "origin",
    cause: "The origin redirects so",
    remedy: ["Look at the redirects of the application", encrypt[1]],
  },
  "a rule of the edge that leads away from where the host leads": {
    circle: [step("https://example.com/", https, "origin"), step(https, "https://example.com/", "edge")],
    ssl: "full",
    hop: "edge",
    cause: "A rule of the edge and the origin redirect to each other",
    remedy: ["Take the rule away at Cloudflare", "Take the rule away at Cloudflare"],
  },
  "rules of the edge alone": {
    circle: [step(https, `${https}a`, "edge"), step(`${https}a`, https, "edge")],
    ssl: "full",
    hop: "edge",
    cause: "The edge itself redirects so",
    remedy: ["Look at the zone's redirect rules", "Look at the zone's redirect rules"],
  },
};

/** The zone as the stack says it. */
const inMode = (ssl: NonNullable<ExpectedChain["ssl"]>): Partial<ExpectedChain> => ({ ssl, zone: { name: "example.com", settings: { ssl } } });

test.each(Object.entries(cases))("%s: the circle is told with its hop, its cause and what ends it", (_name, { circle, ssl, hop, cause, remedy }) => {
  const [found, ...others] = findings(seen({ journeys: turning(circle) }, inMode(ssl)), now);
  expect(others).toEqual([]);
  expect(found).toMatchObject({ code: "redirect-circle", severity: "error", hop });
  expect(found?.problem).toContain(cause);
  for (const { from, to } of circle) expect(found?.problem).toContain(`${from} → ${to}`);
  expect(found?.remedy.startsWith(remedy[0])).toBe(true);
  const byUrl: Observation = { url: https, edge: seen().edge, journeys: turning(circle) };
  const [alone] = findings(byUrl, now);
  expect(alone?.remedy.startsWith(remedy[1])).toBe(true);
  expect(alone?.remedy).not.toContain("pulumi");
});

test("who leads down to http and who leads up again count, whatever else lies on the way", () => {
  const page = (url: string): string => `${url}page`;
  const circle = [step(http, page(http), "origin"), step(page(http), page(https), "browser"), step(page(https), https, "origin"), step(https, http, "edge")];
  const [found] = findings(seen({ journeys: turning(circle) }, inMode("off")), now);
  expect(found).toMatchObject({ hop: "edge", problem: expect.stringContaining("The edge leads from https to http") as unknown });
  expect(found?.problem).toContain("as they have been told so by HSTS");
});

test("a circle by a mode that was changed by hand ends when the mode is put back, and both are told", () => {
  const circle = [step(https, https, "origin")];
  const zone = { name: "example.com", settings: { ...expected.zone?.settings, ssl: "flexible" } };
  const found = findings(seen({ journeys: turning(circle), zone }), now);
  expect(found.map(({ code }) => code)).toEqual(["setting-changed", "redirect-circle"]);
  expect(found[1]?.remedy).toContain("Put the zone's SSL mode back to full: run `pulumi up --refresh`");
});

test("a mode that nobody compared with the zone's is not said to have been changed", () => {
  const circle = turning([step(https, https, "origin")]);
  const [found] = findings(seen({ journeys: circle, zone: { unknown: "Cloudflare answered 403" } }, { ssl: "flexible" }), now);
  expect(found?.remedy).toMatch(/^`proxy\.ssl: "full"` or "strict" ends it/);
  const [byZone] = findings({ url: https, edge: seen().edge, journeys: circle, zone: { name: "example.com", settings: { ssl: "flexible" } } }, now);
  expect(byZone?.remedy).not.toContain("Put the zone's SSL mode back");
});

test("what is only supposed of the mode is told as such", () => {
  const supposed = "The origin redirects https to https: it seems that the edge asks it by http (SSL mode flexible)";
  const [byUrl] = findings({ url: https, edge: seen().edge, journeys: turning([step(https, https, "origin")]) }, now);
  expect(byUrl?.problem).toContain(supposed);
  const [byStack] = findings(seen({ journeys: turning([step(https, https, "origin")]) }, inMode("flexible")), now);
  expect(byStack?.problem).toContain(". The edge asks the origin by http (SSL mode flexible), and");
});

test("the mode that a URL's zone has at Cloudflare tells a redirect of the application from one of the mode", () => {
  const remedy = (ssl: string): string | undefined =>
    findings({ url: https, edge: seen().edge, journeys: turning([step(https, https, "origin")]), zone: { name: "example.com", settings: { ssl } } }, now)[0]
      ?.remedy;
  expect(remedy("flexible")).toBe(encrypt[1]);
  expect(remedy("strict")).toContain("Look at the redirects of the application");
});

test("the same circle is one finding, wherever a visitor gets into it", () => {
  const circle = [step(https, http, "edge"), step(http, https, "origin")];
  const journeys = [...turning(circle), ...turning([...circle].reverse())] as const;
  expect(findings(seen({ journeys }, inMode("off")), now)).toHaveLength(1);
});

test("a report begins with the circle, and with what follows a way without end", () => {
  const [journey] = turning([step(https, https, "origin")]);
  expect(renderChain(seen({ journeys: [journey] }), now)).toMatch(/^https:\/\/blog\.example\.com\/ turns in circles\n/);
  expect(renderChain(seen({ journeys: [{ ...visited({ status: 301 }), endless: true }] }), now)).toMatch(/^https:\/\/blog\.example\.com\/ leads nowhere\n/);
});
