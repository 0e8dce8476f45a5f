import fc from "fast-check";
import { waves } from "../../../components/site/hosts/waves";

describe("waves of hosts", () => {
  test("are 2, 4, 8 and the rest", () => {
    expect(waves(Array.from({ length: 30 }, (_, index) => index)).map(({ length }) => length)).toEqual([2, 4, 8, 16]);
  });

  test("hold every host once, in its order, and none is empty", () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (hosts) => {
        expect(waves(hosts).flat()).toEqual(hosts);
        expect(waves(hosts).every(({ length }) => length > 0)).toBe(true);
      }),
    );
  });
});
