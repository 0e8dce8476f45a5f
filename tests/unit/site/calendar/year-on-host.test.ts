import { calendarOf } from "../../../../components/site/calendar/calendar";
import { simulatedYear, type Events } from "../../../support/simulated-year";

const start = Date.UTC(2026, 10, 28);
const day = 86_400_000;

/** The days of the renewals, and the times without a valid certificate, by the calendar. */
function calendar(
  life: number,
  source: "lets-encrypt" | "self-signed" = "lets-encrypt",
): { readonly renewals: readonly number[]; readonly dark: readonly unknown[] } {
  const iso = (days: number): string => new Date(start + days * day).toISOString();
  const chain = {
    domain: "blog.example.com",
    address: "198.51.100.7",
    ssl: "strict",
    trust: "public",
    servedSha256: "00",
    issuer: "O=Example CA",
    source,
    renewedOnHost: true,
    notBefore: iso(0),
    notAfter: iso(life),
  } as const;
  const entry = calendarOf(chain, { now: new Date(start), days: 365, every: undefined });
  return { renewals: entry?.renewals.map(({ at }) => (Date.parse(at) - start) / day) ?? [], dark: entry?.dark ?? [] };
}

const lives = [90, 45, 6];

test.each([365, 90, 64, 45, 10, 160 / 24, 6, 3])(
  "certificates of %d days: the calendar and the host renew at the same times all year, no time is without one, and there is no alarm",
  (life) => {
    const { renewals, dark, alarms } = simulatedYear({ life });
    expect(calendar(life)).toEqual({ renewals, dark: [] });
    expect({ count: renewals.length, dark, alarms }).toEqual({ count: Math.floor(365 / (life * (life < 10 ? 1 / 2 : 2 / 3))), dark: [], alarms: [] });
  },
);

test.each([365, 90, 45, 30, 20, 7, 1])(
  "self-signed certificates of %i days: the calendar and the host renew at the same times all year, without an alarm",
  (life) => {
    const { renewals, dark, alarms } = simulatedYear({ life, isSelfSigned: true });
    expect(calendar(life, "self-signed")).toEqual({ renewals, dark: [] });
    expect({ first: renewals[0], dark, alarms }).toEqual({ first: expect.closeTo(life - Math.min(30, life / 3), 1) as number, dark: [], alarms: [] });
  },
);

/** What tells before a time without a certificate: the host's alarm, or the service that no longer hears its pings. */
function isTold(events: Events): boolean {
  const { dark, alarms, silent } = simulatedYear(events);
  expect(dark.length).toBeGreaterThan(0);
  return dark.every(([outage]) => [...alarms, ...silent].some(([from, until]) => from < outage && outage <= until));
}

test.each(lives)("certificates of %i days: a CA that is down for 30 days and a host that is off for 60 are told before each outage", (life) => {
  // It is down from shortly before a renewal on.
  const first = simulatedYear({ life }).renewals[0] ?? 0;
  const down: Events = { life, down: [first - 1, first + 29] };
  const { dark, alarms } = simulatedYear(down);
  // A third of 90 days is more than the 29 that are left.
  if (life === 90) expect([dark, alarms.length]).toEqual([[], 1]);
  else expect(isTold(down)).toBe(true);
  expect(isTold({ life, off: [first - 1, first + 59] })).toBe(true);
});

test.each(lives)("certificates of %i days: with a standby, no time is without one, however long the CA is down, and the alarm is raised as long", (life) => {
  const first = simulatedYear({ life }).renewals[0] ?? 0;
  const { dark, alarms, renewals } = simulatedYear({ life, hasStandby: true, down: [first - 1, first + 100] });
  expect([dark, alarms]).toEqual([[], [[first + (life - first) / 2, renewals[0]]]]);
});

test.each(lives)("certificates of %i days: each alarm ends with the renewal, and a CA that is down for less than half of the slack raises none", (life) => {
  const [first = 0] = simulatedYear({ life }).renewals;
  const slack = life - first;
  const { alarms, renewals } = simulatedYear({ life, down: [first - 1, first + slack * 0.75] });
  expect(alarms).toEqual([[first + slack / 2, renewals[0]]]);
  expect(simulatedYear({ life, down: [first - 1, first + slack * 0.25] }).alarms).toEqual([]);
});

test.each(lives)("certificates of %i days: a clock that is wrong makes no renewal more or less; one that is a year ahead is an alarm while it is", (life) => {
  const { renewals } = simulatedYear({ life });
  const ahead = simulatedYear({ life, wrong: [100, 110, 365] });
  expect({ ...ahead, silent: [] }).toEqual({ renewals, dark: [], alarms: [[100, 110]], silent: [] });
  const behind = simulatedYear({ life, wrong: [100, 300, -200] });
  expect({ dark: behind.dark, alarms: behind.alarms }).toEqual({ dark: [], alarms: [] });
  // The CA is asked every six hours.
  expect(behind.renewals[0]).toBe(renewals[0]);
  expect(behind.renewals.every((at, index) => at - (behind.renewals[index - 1] ?? 0) <= (renewals[0] ?? 0) + 0.25)).toBe(true);
});
