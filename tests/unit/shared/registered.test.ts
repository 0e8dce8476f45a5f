import { registered } from "../../../components/shared/registered";

test("what a registry has comes in the order of its names, in whatever order it was written", () => {
  expect(registered({ nginx: 3, apache: 1, caddy: 2 })).toEqual([1, 2, 3]);
});
