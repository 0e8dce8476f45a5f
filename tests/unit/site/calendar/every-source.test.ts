import fc from "fast-check";
import { instantByLifetime, shouldRenew } from "../../../../components/certificate/acme/renewal";
import { renewalTime } from "../../../../components/certificate/common/validity";
import { orderChanges, type OriginCaOrderInputs } from "../../../../components/certificate/origin-ca/order";
import { validity } from "../../../../components/certificate/self-signed/request";
import { calendarOf, type CalendarEntry } from "../../../../components/site/calendar/calendar";
import type { ExpectedChain } from "../../../../components/site/chain/chain";

const start = Date.UTC(2026, 10, 28);
const [hour, day] = [3_600_000, 86_400_000];

/** Whether a program that runs at a time renews a certificate of some days that was made at another. */
type Decision = (made: number, days: number, now: number) => boolean;

const iso = (at: number): string => new Date(at).toISOString();
const order: OriginCaOrderInputs = { hostnames: ["blog.example.com"], keyType: "ecdsa-p256", days: 0 };

/** A year of runs, one after each `pace`: when each renewal comes, and the times without a certificate. */
function lived(decide: Decision, days: number, pace: number): Pick<CalendarEntry, "dark"> & { readonly renewals: readonly string[] } {
  const [renewals, dark]: [string[], { from: string; until?: string }[]] = [[], []];
  let made = start;
  for (let now = start + pace; now <= start + 365 * day; now += pace) {
    if (!decide(made, days, now)) continue;
    renewals.push(iso(now));
    if (now > made + days * day) dark.push({ from: iso(made + days * day), until: iso(now) });
    made = now;
  }
  if (made + days * day < start + 365 * day) dark.push({ from: iso(made + days * day) });
  return { renewals, dark };
}

function calendar(days: number, changes: Partial<ExpectedChain>, every?: number): ReturnType<typeof lived> {
  const chain = { domain: "blog.example.com", address: "198.51.100.7", trust: "public", servedSha256: "00", issuer: "O=Example CA", ...changes } as const;
  const dates = { notBefore: iso(start), notAfter: iso(start + days * day) };
  const entry = calendarOf({ ...chain, ...dates }, { now: new Date(start), days: 365, every });
  return { renewals: entry?.renewals.map(({ at }) => at) ?? [], dark: entry?.dark ?? [] };
}

const lifetimes = fc.integer({ min: 1, max: 400 });

describe("the calendar and a year of `pulumi up` have the same renewals and the same times without a certificate", () => {
  const decisions: readonly (readonly [NonNullable<ExpectedChain["source"]>, Decision])[] = [
    [
      "lets-encrypt",
      (made, days, now) => {
        const [notBefore, notAfter] = [iso(made), iso(made + days * day)];
        const renewAt = instantByLifetime(notBefore, notAfter);
        return shouldRenew({ notBefore, notAfter, renewAt, basis: "lifetime", askAgainAt: renewAt, refusals: 0 }, now).renew;
      },
    ],
    // As the provider of TLS decides: https://registry.terraform.io/providers/hashicorp/tls/latest/docs/resources/self_signed_cert
    ["self-signed", (made, days, now) => now >= made + (validity(days).validityPeriodHours - validity(days).earlyRenewalHours) * hour],
    ["origin-ca", (made, days, now) => orderChanges({ ...order, renewAt: renewalTime(new Date(made), days).toISOString() }, order, now).length > 0],
    ["provided", () => false],
  ];

  test.each(decisions)("%s, for every lifetime and every time between two runs", (source, decide) => {
    fc.assert(
      fc.property(lifetimes, fc.integer({ min: 1, max: 60 }), (days, every) => {
        expect(calendar(days, { source }, every)).toEqual(lived(decide, days, every * day));
      }),
    );
  });

  test.each(decisions)("%s, which nothing runs: there is no renewal, and the end is the end", (source) => {
    fc.assert(fc.property(lifetimes, (days) => expect(calendar(days, { source })).toEqual(lived(() => false, days, day))));
  });
});

describe("the calendar and a year of certbot's timer, twice a day, have the same renewals", () => {
  // certbot-early.test.ts and systems.test.ts ask the certbot of each system whether it decides like this.
  const earlier: Decision = (made, days, now) => made + days * day - now <= 30 * day;
  const fromFour: Decision = (made, days, now) => made + days * day - now <= Math.max(30, days / 3) * day;

  test.each([
    ["Debian 12", undefined, earlier],
    ["Ubuntu 24.04", "ubuntu-24-04-x64", earlier],
    ["Debian 13 at DigitalOcean", "debian-13-x64", fromFour],
    ["Debian 13 at Linode", "linode/debian13", fromFour],
  ] as const)("%s", (_system, image, decide) => {
    fc.assert(
      fc.property(lifetimes, (days) => {
        const chain = { source: "certbot", renewedOnHost: true, ...(image && { image }) } as const;
        expect(calendar(days, chain)).toEqual(lived(decide, days, day / 2));
      }),
    );
  });
});
