import fc from "fast-check";
import { canonical } from "../../../components/shared/canonical";

test("equal values have equal canonical texts, and different values different ones", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(canonical(JSON.parse(JSON.stringify(a)))).toBe(canonical(a));
      expect(canonical(a) === canonical(b)).toBe(JSON.stringify(JSON.parse(canonical(a))) === JSON.stringify(JSON.parse(canonical(b))));
    }),
  );
});
