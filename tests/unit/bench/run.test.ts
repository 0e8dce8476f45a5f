import { runBenches } from "../../bench/run";

test("a bench that fails is named with its reason, the others are measured, and the last line says which failed", async () => {
  const lines: string[] = [];
  const unanswered = () =>
    Promise.reject(
      new Error("POST http://127.77.0.1:4001/v2/droplets was not answered", { cause: new TypeError("fetch failed", { cause: new Error("read ECONNRESET") }) }),
    );
  const failed = await runBenches({ one: () => Promise.resolve("table of one"), two: unanswered, three: () => Promise.resolve("table of three") }, (line) =>
    lines.push(line),
  );
  expect(failed).toEqual(["two"]);
  expect(lines).toEqual([
    "table of one",
    "two failed: POST http://127.77.0.1:4001/v2/droplets was not answered\n  because: fetch failed\n  because: read ECONNRESET",
    "table of three",
    "2 of 3 benches measured; failed: two",
  ]);
});

test("benches that all measured fail nothing", async () => {
  const lines: string[] = [];
  expect(await runBenches({ one: () => Promise.resolve("one"), two: () => Promise.resolve("two") }, (line) => lines.push(line))).toEqual([]);
  expect(lines.at(-1)).toBe("2 of 2 benches measured");
});

test("one bench alone prints its table alone", async () => {
  const lines: string[] = [];
  await runBenches({ one: () => Promise.resolve("one") }, (line) => lines.push(line));
  expect(lines).toEqual(["one"]);
});
