import { byMachineClock, describeSkew, skewOf } from "../../../../components/certificate/acme/clock";

const hour = 3_600_000;

test.each([
  [0, 0],
  [hour, 0],
  [hour + 1, hour + 1],
  [-hour, 0],
  [-hour - 1, -hour - 1],
])("a clock that is %d ms ahead is off by %d ms as far as it matters", (ahead, skew) => {
  expect(skewOf(ahead)).toBe(skew);
});

test.each([
  [hour, "1.0 hours ahead"],
  [1, "0.0 hours ahead"],
  [-hour, "1.0 hours behind"],
  [1.5 * hour, "1.5 hours ahead"],
  [-100 * hour, "100.0 hours behind"],
])("%d ms are %s", (skew, words) => {
  expect(describeSkew(skew)).toBe(words);
});

describe("an instant of the CA's, by this machine's clock", () => {
  // Ten days, so a tenth of the lifetime is one day.
  const life = { notBefore: "2026-01-01T00:00:00.000Z", notAfter: "2026-01-11T00:00:00.000Z" };

  test.each([
    [0, "2026-01-05T00:00:00.000Z", "2026-01-05T00:00:00.000Z"],
    [24 * hour, "2026-01-05T00:00:00.000Z", "2026-01-06T00:00:00.000Z"],
    [-24 * hour, "2026-01-05T00:00:00.000Z", "2026-01-04T00:00:00.000Z"],
    [5 * 24 * hour, "2026-01-05T00:00:00.000Z", "2026-01-10T00:00:00.000Z"],
    [6 * 24 * hour, "2026-01-05T00:00:00.000Z", "2026-01-10T00:00:00.000Z"],
    [24 * hour, "2026-01-10T12:00:00.000Z", "2026-01-10T12:00:00.000Z"],
  ])("which is %d ms ahead: %s is %s, and leaves a tenth of the lifetime", (skew, instant, expected) => {
    expect(byMachineClock(instant, skew, life)).toBe(expected);
  });
});
