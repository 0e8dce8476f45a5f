import fc from "fast-check";
import { suggestedWindow } from "../../../../components/certificate/acme/ari";
import { byMachineClock, describeSkew, skewOf } from "../../../../components/certificate/acme/clock";
import {
  chosenByLifetime,
  chosenInstant,
  hasExpired,
  instantByLifetime,
  instantWithin,
  afterRefusal,
  shouldRenew,
  type RenewalState,
} from "../../../../components/certificate/acme/renewal";
import { pollInterval, retryAfter } from "../../../../components/certificate/acme/retry-after";

const now = Date.parse("2026-11-25T12:00:00Z");
const state: RenewalState = {
  notBefore: "2026-09-01T00:00:00.000Z",
  notAfter: "2026-11-30T00:00:00.000Z",
  renewAt: "2026-11-01T00:00:00.000Z",
  basis: "lifetime",
  askAgainAt: "2026-11-25T18:00:00.000Z",
  refusals: 0,
};

describe("Retry-After", () => {
  it.each([
    ["5", 5_000],
    ["0", 0],
    ["Wed, 25 Nov 2026 12:00:30 GMT", 30_000],
    ["Wed, 25 Nov 2026 11:00:00 GMT", 0],
    ["99999999999999999999", 365 * 86_400_000],
    ["-5", undefined],
    ["soon", undefined],
    ["1.5", undefined],
    ["2026", 2_026_000],
    [undefined, undefined],
  ])("%s", (header, expected) => expect(retryAfter(header, now)).toBe(expected));

  it("no text gives a wait that a timer cannot hold or that is negative", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.integer().map(String),
          fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
        ),
        (text) => {
          const wait = retryAfter(text, now);
          expect(wait === undefined || (wait >= 0 && wait <= 365 * 86_400_000)).toBe(true);
        },
      ),
    );
  });

  it("polls start short, grow, and stay below the longest pause", () => {
    const pauses = Array.from({ length: 40 }, (_, attempt) => pollInterval(attempt, 5000));
    expect(pauses.slice(0, 5)).toEqual([20, 30, 45, 68, 101]);
    expect(pauses.at(-1)).toBe(5000);
    expect([...pauses].sort((a, b) => a - b)).toEqual(pauses);
    expect(pollInterval(1e6, 5000)).toBe(5000);
  });
});

describe("when to renew", () => {
  it("not before its time", () =>
    expect(shouldRenew({ ...state, renewAt: "2026-11-26T00:00:00.000Z" }, now)).toEqual({
      renew: false,
      reason: "not due before 2026-11-26T00:00:00.000Z; the certificate expires on 2026-11-30T00:00:00.000Z",
    }));
  it("at its time, with the reason", () =>
    expect(shouldRenew(state, now)).toEqual({
      renew: true,
      reason: "due since 2026-11-01T00:00:00.000Z, as its remaining lifetime is the reserve; the certificate expires on 2026-11-30T00:00:00.000Z",
    }));
  it("at the time that the CA suggested, with its explanation", () =>
    expect(shouldRenew({ ...state, basis: "renewal-information", explanation: "https://ca.example/why" }, now).reason).toBe(
      "due since 2026-11-01T00:00:00.000Z, as the CA suggested a time; the certificate expires on 2026-11-30T00:00:00.000Z (https://ca.example/why)",
    ));
  it("an expired one says so", () =>
    expect(shouldRenew({ ...state, notAfter: "2026-11-20T00:00:00.000Z" }, now).reason).toBe("the certificate expired on 2026-11-20T00:00:00.000Z"));

  it("at its very end, and at its last call, as servers and clients see it", () => {
    const end = Date.parse(state.notAfter);
    const waiting = { ...state, renewAt: "2026-12-24T00:00:00.000Z" };
    // The last call of 90 days is a day before the end.
    const lastCall = end - 86_400_000;
    expect([hasExpired(state, end - 1), hasExpired(state, end)]).toEqual([false, true]);
    expect([shouldRenew(waiting, lastCall - 1).renew, shouldRenew(waiting, lastCall).renew]).toEqual([false, true]);
    expect(hasExpired({ ...state, clockBehind: 1_000 }, end - 1_000)).toBe(true);
    expect(hasExpired({ ...state, clockBehind: 1_000 }, end - 1_001)).toBe(false);
    const behind = { ...waiting, clockBehind: 1_000 };
    expect([shouldRenew(behind, lastCall - 1_001).renew, shouldRenew(behind, lastCall - 1_000).renew]).toEqual([false, true]);
    const called = Date.parse(state.renewAt);
    expect([shouldRenew(state, called - 1).renew, shouldRenew(state, called).renew]).toEqual([false, true]);
  });

  it("refusals pause for 1, 10 and 100 minutes, then a day each", () => {
    let current = state;
    const pauses = [1, 2, 3, 4, 5].map(() => {
      current = afterRefusal(current, "no", now);
      return (Date.parse(current.notBeforeAttempt ?? "") - now) / 60_000;
    });
    expect(pauses).toEqual([1, 10, 100, 1440, 1440]);
    expect(shouldRenew(current, now).renew).toBe(false);
    expect(shouldRenew(current, now + 86_400_000).renew).toBe(true);
  });

  it("once it is due it stays due, until it is refused", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), (a, b) => {
        const [earlier, later] = [Math.min(a, b), Math.max(a, b)].map((offset) => now + offset * 1000) as [number, number];
        expect(shouldRenew(state, earlier).renew && !shouldRenew(state, later).renew).toBe(false);
      }),
    );
  });

  it("without the CA's word: a third of 90 days, half of 160 hours", () => {
    expect(instantByLifetime("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z")).toBe("2026-03-02T00:00:00.000Z");
    expect(instantByLifetime("2026-01-01T00:00:00Z", "2026-01-07T16:00:00Z")).toBe("2026-01-04T08:00:00.000Z");
  });

  it("the dice choose evenly from the CA's window", () => {
    const window = { start: "2026-11-10T00:00:00.000Z", end: "2026-11-12T00:00:00.000Z" };
    expect([0, 0.25, 0.5].map((random) => instantWithin(window, random))).toEqual([window.start, "2026-11-10T12:00:00.000Z", "2026-11-11T00:00:00.000Z"]);
  });

  it("ten days are the first lifetime that a third of is enough for", () => {
    const start = Date.parse("2026-01-01T00:00:00Z");
    const left = (days: number): number => {
      const end = start + days * 86_400_000;
      return (end - Date.parse(instantByLifetime(new Date(start).toISOString(), new Date(end).toISOString()))) / 86_400_000;
    };
    expect([left(9), left(10), left(10.5)]).toEqual([4.5, expect.closeTo(10 / 3, 5), 3.5]);
    expect(left(10 - 1 / 86_400)).toBeCloseTo(5, 3);
  });

  it("an instant is within the CA's window whatever the dice, and stays while the window holds it", () => {
    const window = { start: "2026-11-10T00:00:00.000Z", end: "2026-11-12T00:00:00.000Z" };
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (first, second) => {
          const renewAt = instantWithin(window, first);
          expect(renewAt >= window.start && renewAt <= window.end).toBe(true);
          expect(chosenInstant({ ...state, renewAt, basis: "renewal-information" }, window, second, 0)).toBe(renewAt);
        },
      ),
    );
    expect(chosenInstant({ ...state, renewAt: "2026-12-01T00:00:00.000Z", basis: "renewal-information" }, window, 0, 0)).toBe("2026-11-10T00:00:00.000Z");
  });
});

describe("a clock that is wrong", () => {
  const day = 86_400_000;
  const window = { start: "2026-10-30T00:00:00.000Z", end: "2026-11-02T00:00:00.000Z" };

  it("matters from an hour on, either way", () => {
    expect([3_600_000, -3_600_000, 3_600_001, -2 * day].map(skewOf)).toEqual([0, 0, 3_600_001, -2 * day]);
    expect([2 * day, -day].map(describeSkew)).toEqual(["48.0 hours ahead", "24.0 hours behind"]);
  });

  it("an instant that was chosen by the right clock stays when the clock is wrong later", () =>
    expect(chosenInstant({ ...state, basis: "renewal-information" }, window, 0, 62 * day)).toBe(state.renewAt));

  it("one that was chosen by the wrong clock stays while it is wrong, and is chosen anew once it is right", () => {
    const chosen = byMachineClock("2026-10-31T00:00:00.000Z", 3 * day, state);
    const known = { ...state, renewAt: chosen, basis: "renewal-information" as const };
    expect([chosen, chosenInstant(known, window, 0, 3 * day), chosenInstant(known, window, 0, 0)]).toEqual([
      "2026-11-03T00:00:00.000Z",
      "2026-11-03T00:00:00.000Z",
      window.start,
    ]);
    expect(chosenByLifetime({ ...state, renewAt: "2026-11-20T00:00:00.000Z" }, 0)).toBe(instantByLifetime(state.notBefore, state.notAfter));
  });

  it("however wrong it is, the instant leaves a tenth of the lifetime", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 1000 }), (days) => {
        expect(byMachineClock(state.renewAt, days * day, state) <= "2026-11-21T00:00:00.000Z").toBe(true);
      }),
    );
  });
});

describe("renewal information", () => {
  it("is read with its explanation", () =>
    expect(
      suggestedWindow({ suggestedWindow: { start: "2021-01-03T00:00:00Z", end: "2021-01-07T00:00:00Z" }, explanationURL: "https://acme.example.com/docs/ari" }),
    ).toEqual({ start: "2021-01-03T00:00:00.000Z", end: "2021-01-07T00:00:00.000Z", explanation: "https://acme.example.com/docs/ari" }));
  it("a window that ends before it starts is ignored", () =>
    expect(suggestedWindow({ suggestedWindow: { start: "2021-01-07T00:00:00Z", end: "2021-01-03T00:00:00Z" } })).toBeUndefined());
  it("whatever a server sends, it is a window or nothing", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        const window = suggestedWindow(value);
        expect(window === undefined || Date.parse(window.start) < Date.parse(window.end)).toBe(true);
      }),
    );
  });
});
