import fc from "fast-check";
import { certbotProvider } from "../../../components/certificate/certbot/execution/certbot-provider";
import type { CertbotOutputs } from "../../../components/certificate/certbot/lineage";
import { expiryReason } from "../../../components/certificate/common/reissue";
import { certificateProvider } from "../../../components/certificate/acme/execution/certificate-provider";
import type { LetsEncryptOutputs } from "../../../components/certificate/acme/certificate-resource";
import { hasExpired, afterRefusal, shouldRenew, type RenewalState } from "../../../components/certificate/acme/renewal";
import { originCaOrderProvider } from "../../../components/certificate/origin-ca/execution/order-provider";
import { orderChanges } from "../../../components/certificate/origin-ca/order";
import { providedBundle } from "../../../components/certificate/provided/execution/provided";
import { validity } from "../../../components/certificate/self-signed/request";
import { expiry, renewalTime } from "../../../components/certificate/common/validity";
import { inDays, make, now } from "../../support/certificate-maker";

const hour = 3_600_000;
const day = 24 * hour;
const at = (instant: number): string => new Date(instant).toISOString();

/** A certificate of `life` that was issued so long ago that `left` is left of it, and that was due when a third of it was left. */
function lived(life: number, left: number, changes: Partial<RenewalState> = {}): RenewalState {
  const end = now.getTime() + left;
  return { notBefore: at(end - life), notAfter: at(end), renewAt: at(end - life / 3), basis: "lifetime", askAgainAt: at(end), refusals: 0, ...changes };
}

const pausedUntil = (instant: number): Partial<RenewalState> => ({ refusals: 5, notBeforeAttempt: at(instant) });

describe("a certificate over ACME", () => {
  test.each<[what: string, verdict: "renewed" | "left alone", state: RenewalState]>([
    ["has expired during a day's pause after refusals", "renewed", lived(90 * day, -hour, pausedUntil(now.getTime() + 23 * hour))],
    ["expires this very instant", "renewed", lived(90 * day, 0, pausedUntil(now.getTime() + 23 * hour))],
    ["has expired before the time that the CA suggests", "renewed", lived(90 * day, -1, { basis: "renewal-information", renewAt: at(now.getTime() + day) })],
    ["expires before the pause ends", "renewed", lived(90 * day, 23 * hour, pausedUntil(now.getTime() + day))],
    [
      "expires less than an hour after the pause, which is how far clocks may differ",
      "renewed",
      lived(90 * day, day + hour / 2, pausedUntil(now.getTime() + day)),
    ],
    ["outlives the pause", "left alone", lived(90 * day, 3 * day, pausedUntil(now.getTime() + day))],
    ["of six days expires before the pause ends", "renewed", lived(160 * hour, 20 * hour, pausedUntil(now.getTime() + day))],
    ["of six days outlives a short pause", "left alone", lived(160 * hour, 20 * hour, pausedUntil(now.getTime() + hour))],
    [
      "has a day left, and the CA suggests a time after its end",
      "renewed",
      lived(90 * day, day, { basis: "renewal-information", renewAt: at(now.getTime() + 9 * day) }),
    ],
    [
      "has more than a day left, and the CA suggests a time after its end",
      "left alone",
      lived(90 * day, day + 1, { basis: "renewal-information", renewAt: at(now.getTime() + 9 * day) }),
    ],
    [
      "of six days has a tenth left, and the CA suggests a time after its end",
      "renewed",
      lived(160 * hour, 16 * hour, { basis: "renewal-information", renewAt: at(now.getTime() + 9 * day) }),
    ],
    [
      "has expired by the CA's clock, which is two days ahead of this machine's",
      "renewed",
      lived(90 * day, 2 * day, { clockBehind: 2 * day, ...pausedUntil(now.getTime() + hour) }),
    ],
    [
      "expires by the CA's clock before the pause ends",
      "renewed",
      lived(90 * day, 3 * day, { clockBehind: 2 * day + hour, ...pausedUntil(now.getTime() + 22 * hour) }),
    ],
    ["has dates that cannot be read", "renewed", lived(90 * day, day, { notAfter: "soon", renewAt: at(now.getTime() + day) })],
    ["is not due", "left alone", lived(90 * day, 60 * day)],
  ])("that %s: it is %s", (_what, verdict, state) => {
    expect(shouldRenew(state, now.getTime()).renew).toBe(verdict === "renewed");
  });

  const instants = fc.integer({ min: -400 * day, max: 400 * day }).map((offset) => now.getTime() + offset);
  const states = fc
    .record({
      end: instants,
      life: fc.integer({ min: hour, max: 400 * day }),
      renewAt: instants,
      pause: fc.option(instants, { nil: undefined }),
      refusals: fc.nat(),
      basis: fc.constantFrom("lifetime" as const, "renewal-information" as const),
      clockBehind: fc.option(fc.integer({ min: 0, max: 400 * day }), { nil: undefined }),
    })
    .map(({ end, life, renewAt, pause, refusals, basis, clockBehind }): RenewalState => ({
      notBefore: at(end - life),
      notAfter: at(end),
      renewAt: at(renewAt),
      basis,
      askAgainAt: at(end + day),
      refusals,
      ...(pause !== undefined && { notBeforeAttempt: at(pause) }),
      ...(clockBehind !== undefined && { clockBehind }),
    }));

  test("that has expired is never left alone, whatever else the state says", () => {
    fc.assert(
      fc.property(states, fc.nat({ max: 400 * day }), (state, since) => {
        const later = Date.parse(state.notAfter) + since;
        expect(shouldRenew(state, later)).toEqual({ renew: true, reason: `the certificate expired on ${state.notAfter}` });
        expect(hasExpired(state, later)).toBe(true);
      }),
    );
  });

  test("that was refused again and again is tried before it expires, and from its end on at each run", () => {
    fc.assert(
      fc.property(states, fc.nat({ max: 400 * day }), (state, left) => {
        const refusal = afterRefusal(state, "no", Date.parse(state.notAfter) - left);
        const next = Date.parse(refusal.notBeforeAttempt ?? "");
        expect(next < Date.parse(state.notAfter) || !shouldRenew(refusal, Date.parse(state.notAfter) - left).reason.startsWith("due, but refused")).toBe(true);
      }),
    );
  });

  test("that a refusal leaves too little life for a pause is tried at once", () => {
    const state = afterRefusal(lived(90 * day, 5 * hour, { refusals: 3 }), "no", now.getTime());
    expect(state).toMatchObject({ refusals: 4, notBeforeAttempt: now.toISOString() });
    expect(shouldRenew(state, now.getTime()).renew).toBe(true);
  });
});

describe("the other sources leave no expired certificate alone", () => {
  test("self-signed: it is made anew well before its end, for any number of days", () => {
    for (let days = 1; days <= 3650; days += 1) {
      const { validityPeriodHours, earlyRenewalHours } = validity(days);
      expect(earlyRenewalHours).toBeGreaterThanOrEqual(Math.min(8, days * 8));
      expect(earlyRenewalHours).toBeLessThan(validityPeriodHours / 2);
    }
  });

  test("origin-ca: it is ordered anew well before its end, and whenever its time cannot be read", () => {
    const order = { hostnames: ["example.com"], keyType: "ecdsa-p256", days: 7 } as const;
    const renewAt = renewalTime(now, order.days);
    expect(orderChanges({ ...order, renewAt: renewAt.toISOString() }, order, renewAt.getTime() - 1)).toEqual([]);
    expect(orderChanges({ ...order, renewAt: renewAt.toISOString() }, order, renewAt.getTime())).toEqual(["renewAt"]);
    expect(orderChanges({ ...order, renewAt: "soon" }, order, now.getTime())).toEqual(["renewAt"]);
  });

  test("certbot: the host is looked at, as its certificate was renewed meanwhile or cannot be", async () => {
    const { certificate: leaf } = await make({ subject: "CN=blog", names: ["blog.example.com"], notBefore: inDays(-80), notAfter: inDays(10) });
    expect(expiryReason({ leaf }, now.getTime())).toBeUndefined();
    expect(expiryReason({ leaf }, inDays(9).getTime() - 1)).toBeUndefined();
    expect(expiryReason({ leaf }, inDays(9).getTime())).toContain(`ends on ${inDays(10).toISOString()}`);
  });

  test("provided: every preview refuses it", async () => {
    const { certificate, key } = await make({ subject: "CN=blog", names: ["blog.example.com"], notBefore: inDays(-80), notAfter: inDays(10) });
    const read = (time: Date) => providedBundle({ certificate: certificate + key }, {}, ["blog.example.com"], time, "at");
    expect(() => read(inDays(9))).not.toThrow();
    expect(() => read(inDays(11))).toThrow(/must be valid now: CN=blog expired on/);
  });
});

describe("what the engine is told of an expired certificate", () => {
  beforeEach(() => {
    jest.spyOn(console, "error").mockImplementation(() => undefined);
  });
  afterEach(() => jest.restoreAllMocks());

  test("of Let's Encrypt: a change", () => {
    const known = { names: ["blog.example.com"], renewal: lived(90 * day, -hour, pausedUntil(Date.now() + 23 * hour)) } as unknown as LetsEncryptOutputs;
    expect(certificateProvider.diff("1", known, known).changes).toBe(true);
  });

  test("of certbot: a change, and of one that is good: none", async () => {
    const seen = async (notAfter: Date): Promise<CertbotOutputs> =>
      ({
        names: ["blog.example.com"],
        drift: [],
        leaf: (await make({ subject: "CN=blog", names: ["blog.example.com"], notBefore: inDays(-80), notAfter })).certificate,
      }) as unknown as CertbotOutputs;
    const [expired, good] = [await seen(inDays(-1)), await seen(inDays(10))];
    expect([certbotProvider.diff("1", expired, expired).changes, certbotProvider.diff("1", good, good).changes]).toEqual([true, false]);
  });

  test("of the Origin CA: a replacement", () => {
    const known = { hostnames: ["example.com"], keyType: "ecdsa-p256", days: 7, renewAt: at(Date.now() - day) } as const;
    expect(originCaOrderProvider.diff("1", known, known)).toEqual({ changes: true, replaces: ["renewAt"] });
  });
});

test("a certificate's last call is a day before its end, or a tenth of its life", () => {
  expect(expiry("2026-01-01T00:00:00Z", "2026-04-01T00:00:00Z")).toEqual({
    end: Date.parse("2026-04-01T00:00:00Z"),
    lastCall: Date.parse("2026-03-31T00:00:00Z"),
  });
  expect(expiry("2026-01-01T00:00:00Z", "2026-01-06T00:00:00Z").lastCall).toBe(Date.parse("2026-01-05T12:00:00Z"));
});
