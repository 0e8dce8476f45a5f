import { formatElapsed, showProgress } from "../../../localcloud/progress";

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

function recorder(isTTY: boolean) {
  const written: string[] = [];
  return { written, output: { isTTY, columns: 60, write: (text: string) => written.push(text) } };
}

test.each([
  [0, "0 s"],
  [59_999, "59 s"],
  [60_000, "1 min 0 s"],
  [332_000, "5 min 32 s"],
  [3_600_000, "1 h 0 min"],
])("%d ms elapsed are shown as %s", (milliseconds, shown) => {
  expect(formatElapsed(milliseconds)).toBe(shown);
});

describe("in a log file", () => {
  test("a long step shows a line every 15 s, with its latest detail, and its end", async () => {
    const { written, output } = recorder(false);
    const step = showProgress(output).step("building", async (tell) => {
      tell("first");
      await new Promise((resolve) => setTimeout(resolve, 31_000));
      return "result";
    });
    await jest.advanceTimersByTimeAsync(31_000);
    await expect(step).resolves.toBe("result");
    expect(written).toEqual(["building (15 s): first\n", "building (30 s): first\n", "building: done after 31 s\n"]);
  });

  test("a short step shows nothing, and nothing goes on afterwards", async () => {
    const { written, output } = recorder(false);
    await showProgress(output).step("looking", async () => undefined);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(written).toEqual([]);
  });

  test("a step that fails says so and passes its error on", async () => {
    const { written, output } = recorder(false);
    const step = showProgress(output).step("building", async () => {
      await new Promise((resolve) => setTimeout(resolve, 16_000));
      throw new Error("no disk");
    });
    const outcome = expect(step).rejects.toThrow("no disk");
    await jest.advanceTimersByTimeAsync(16_000);
    await outcome;
    expect(written).toEqual(["building (15 s)\n", "building: failed after 16 s\n"]);
  });
});

describe("on a terminal", () => {
  test("steps that run side by side share one line, which never wraps", async () => {
    const { written, output } = recorder(true);
    const progress = showProgress(output);
    const wait = (milliseconds: number) => () => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
    const both = Promise.all([progress.step("one", wait(1_500)), progress.step("two ".repeat(30).trim(), wait(2_500))]);
    await jest.advanceTimersByTimeAsync(2_500);
    await both;
    expect(written[0]).toMatch(/^\r\x1b\[2Kone \(1 s\) \| two two/);
    for (const text of written.slice(0, 1)) expect(text.replace("\r\x1b[2K", "").length).toBeLessThan(60);
    expect(written).toContain("\r\x1b[2Kone: done after 1 s\n");
  });
});
