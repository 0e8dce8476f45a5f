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

test.each([
  [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
  [{ a: 2, b: 1 }, '{"a":2,"b":1}'],
  [{ c: [{ z: 1, y: null }, "x"], B: true, a: undefined }, '{"B":true,"a":null,"c":[{"y":null,"z":1},"x"]}'],
  [[undefined, 1.5], "[null,1.5]"],
])("%j has its keys in order, and null for what is undefined", (value, text) => expect(canonical(value)).toBe(text));
