import { picked } from "../../../components/shared/picked";

test("the properties that are named and set are taken, and no others", () => {
  const value = { kept: 1, unset: undefined, absent: 2 };
  expect(picked<Partial<Record<"kept" | "unset", number | undefined>>>(value, { kept: true, unset: true })).toStrictEqual({ kept: 1 });
});
