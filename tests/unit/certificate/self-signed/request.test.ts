import fc from "fast-check";
import { subject, validity } from "../../../../components/certificate/self-signed/request";

test("a year's certificate is renewed 30 days ahead, a short one with a third of its life left", () => {
  expect(validity(365)).toEqual({ validityPeriodHours: 8760, earlyRenewalHours: 720 });
  expect(validity(6)).toEqual({ validityPeriodHours: 144, earlyRenewalHours: 48 });
});

test("a certificate is never due for renewal when it is made", () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 3650 }), (days) => validity(days).earlyRenewalHours < validity(days).validityPeriodHours));
});

test("a name that is too long for a common name is an alternative name only", () => {
  const long = `${"a".repeat(60)}.example.com`;
  expect(subject([long])).toEqual({});
  expect(subject([long, "example.com"])).toEqual({ commonName: "example.com" });
});
