import { coloured, plain, type Paint } from "../../../../components/site/chain/paint";

const painted = ({ good, warning, error, faint }: Paint): string[] => [good("kept"), warning("soon"), error("broken"), faint("beside")];

test("what holds is green, a warning yellow, an error red, and the rest faint, each up to its own end", () => {
  expect(painted(coloured)).toEqual(["\u001B[32mkept\u001B[39m", "\u001B[33msoon\u001B[39m", "\u001B[31mbroken\u001B[39m", "\u001B[2mbeside\u001B[22m"]);
  expect(painted(plain)).toEqual(["kept", "soon", "broken", "beside"]);
});
