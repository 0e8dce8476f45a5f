import fc from "fast-check";
import { calendarOf, type CalendarEntry, type CalendarSettings } from "../../../../components/site/calendar/calendar";
import { renderCalendar } from "../../../../components/site/calendar/render";
import type { ExpectedChain } from "../../../../components/site/chain/chain";
import { expectGolden } from "../../../support/golden";

const now = new Date("2026-11-27T00:00:00.000Z");
const day = 24 * 3600 * 1000;
const inDays = (days: number): string => new Date(now.getTime() + days * day).toISOString();

const chain: ExpectedChain = {
  domain: "blog.example.com",
  address: "198.51.100.7",
  ssl: "full",
  trust: "self",
  servedSha256: "00",
  issuer: "CN=blog.example.com",
  source: "self-signed",
  notBefore: inDays(0),
  notAfter: inDays(365),
};
const letsEncrypt: ExpectedChain = {
  ...chain,
  domain: "shop.example.com",
  source: "lets-encrypt",
  issuer: "C=US, O=Let's Encrypt, CN=R13",
  notAfter: inDays(90),
};

function entryOf(of: ExpectedChain, changes: Partial<CalendarSettings> = {}): CalendarEntry {
  const entry = calendarOf(of, { now, days: 365, every: 1, ...changes });
  if (!entry) throw new Error("There is no calendar");
  return entry;
}

describe("the calendar of a certificate", () => {
  test("has each renewal of the year, by the source's rule", () => {
    const { renewedBy, renewals, dark } = entryOf(chain);
    expect({ renewedBy, dark }).toEqual({ renewedBy: "pulumi", dark: [] });
    expect(renewals).toEqual([{ at: inDays(335), slack: 30 }]);
  });

  test("has shorter lifetimes from the day on from which the CA has announced them", () => {
    const { renewals } = entryOf(letsEncrypt);
    // The first one lives for 90 days; those from 2027-02-10 on for 64.
    expect(renewals.map(({ slack }) => slack)).toEqual([30, 30, 21, 21, 21, 21, 21]);
  });

  test("knows nothing of an announcement for another CA", () => {
    expect(new Set(entryOf({ ...letsEncrypt, issuer: "O=Example CA" }).renewals.map(({ slack }) => slack))).toEqual(new Set([30]));
  });

  test("without anything that runs pulumi up is dark from the end of the certificate on", () => {
    expect(entryOf(letsEncrypt, { every: undefined })).toMatchObject({ renewedBy: "nobody", renewals: [], dark: [{ from: inDays(90) }] });
  });

  test("is not told of one that its host was to renew since, as the state has the one before", () => {
    const due: ExpectedChain = { ...letsEncrypt, notBefore: inDays(-61), notAfter: inDays(29) };
    const ended: ExpectedChain = { ...letsEncrypt, notBefore: inDays(-91), notAfter: inDays(-1) };
    const certbot = { source: "certbot", renewedOnHost: true } as const;
    for (const outdated of [due, ended, { ...ended, standbySha256: "bb" }, { ...due, ...certbot }])
      expect(calendarOf({ ...outdated, renewedOnHost: true }, { now, days: 365, every: undefined })).toBeUndefined();
    expect(entryOf(ended).dark).toHaveLength(1);
  });

  test("with a standby says so", () => {
    const entry = entryOf({ ...letsEncrypt, renewedOnHost: true, standbySha256: "bb" });
    expect(entry.dark).toEqual([]);
    expect(renderCalendar([entry], now, 365)).toMatch(/^shop\.example\.com: lets-encrypt, renewed by its host, with a standby for the edge\n/);
  });

  test("does not need pulumi up where the host renews", () => {
    expect(entryOf({ ...letsEncrypt, source: "certbot", renewedOnHost: true }, { every: undefined })).toMatchObject({ renewedBy: "host", dark: [] });
  });

  test("has a gap where pulumi up comes too seldom", () => {
    const { renewals, dark } = entryOf(letsEncrypt, { every: 100 });
    expect(renewals[0]).toEqual({ at: inDays(100), slack: -10 });
    expect(dark[0]).toEqual({ from: inDays(90), until: inDays(100) });
  });

  test("of a certificate of one's own ends with it, as nobody else can renew it", () => {
    expect(entryOf({ ...chain, source: "provided", notAfter: inDays(200) })).toMatchObject({ renewedBy: "nobody", dark: [{ from: inDays(200) }] });
  });

  test("begins today for a certificate that has ended", () => {
    expect(entryOf({ ...chain, notBefore: inDays(-400), notAfter: inDays(-35) }, { every: 7 }).dark).toEqual([{ from: inDays(0), until: inDays(7) }]);
  });

  test("obeys the instant that was chosen when the certificate was made", () => {
    expect(entryOf({ ...letsEncrypt, renewAt: inDays(55) }).renewals[0]).toEqual({ at: inDays(55), slack: 35 });
  });

  test("is not told of a chain that was brought up before its source and dates were noted", () => {
    const { source, ...older } = chain;
    expect(source).toBeDefined();
    expect(calendarOf(older, { now, days: 365, every: 1 })).toBeUndefined();
  });

  test("is never dark with a run each day, for any lifetime of three days and more", () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 400 }), (lifetime) => {
        expect(entryOf({ ...chain, notAfter: inDays(lifetime) }).dark).toEqual([]);
      }),
    );
  });

  test("is drawn as a line of weeks", () => {
    const entries = [
      entryOf(chain),
      entryOf(letsEncrypt),
      entryOf({ ...letsEncrypt, domain: "seldom.example.com" }, { every: 100 }),
      entryOf({ ...chain, domain: "own.example.com", source: "provided", notAfter: inDays(200) }),
    ];
    expectGolden("calendar.txt", `${renderCalendar(entries, now, 365)}\n`);
  });
});
