import { dueForRenewal } from "../../../../../localcloud/providers/tls/renewal";

const state = { validityEndTime: "2026-03-01T12:00:00Z" };
const at = (time: string, early?: number): boolean => dueForRenewal(state, early, new Date(`2026-03-01T${time}Z`));

test("a certificate is due from the hours before its end on that the program names, and else from its end on", () => {
  expect([at("09:59:59", 2), at("10:00:00", 2), at("11:00:00", 2)]).toEqual([false, true, true]);
  expect([at("11:59:59"), at("12:00:00")]).toEqual([false, true]);
});

test("a certificate that is not made yet is not due", () => {
  expect(dueForRenewal({}, 1000, new Date("2030-01-01"))).toBe(false);
});
