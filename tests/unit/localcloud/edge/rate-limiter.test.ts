import { RateLimiter } from "../../../../localcloud/edge/rate-limiter";

test("a visitor is blocked from the request past the limit until the time-out is over, and counted anew in each period", () => {
  const limiter = new RateLimiter();
  const limit = { characteristics: ["ip.src"], period: 10, requests_per_period: 2, mitigation_timeout: 30 };
  const at = (second: number, address = "192.0.2.1"): number => limiter.count("rule", limit, address, second * 1000);
  expect([at(0), at(1)]).toEqual([0, 0]);
  expect([at(10), at(11), at(12)]).toEqual([0, 0, 30]);
  expect(at(12, "192.0.2.2")).toBe(0);
  expect(at(41.5)).toBe(1);
  expect([at(42), at(43), at(44)]).toEqual([0, 0, 30]);
});
