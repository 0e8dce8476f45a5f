import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../../../support/environment";

/** Has Python work out an expression of the schedule, its result as JSON. */
function scheduled<T>(program: string): T {
  const folder = join(root, "components", "certificate", "lineage");
  const script = `import json, sys\nsys.path.insert(0, ${JSON.stringify(folder)})\nfrom schedule import *\n${program}\nprint(json.dumps(result))`;
  return JSON.parse(execFileSync("python3", ["-B", "-I", "-c", script], { encoding: "utf8" })) as T;
}

/**
 * A host that runs the agent twice an hour. The CA suggests a window of 2 % of the lifetime after two thirds of it (half of it below ten days), as Let's
 * Encrypt does, and refuses between the days `down`.
 */
const year = (life: string, down = "(0, 0)", off = "(0, 0)", suggests = true): string => `
def days(seconds):
    return round(seconds / DAY, 2)

begin, now, failure, tries, renewals, dark, late = 0, 0, None, 0, [], 0, 0
life, down, off = ${life}, ${down}, ${off}
while now < 365 * DAY:
    end = begin + life
    start = begin + life * (2 / 3 if life >= SHORT_LIFE else 1 / 2)
    window = (start, start + 0.02 * life) if ${suggests ? "True" : "False"} else None
    is_on = not off[0] * DAY <= now < off[1] * DAY
    if is_on and decide(now, begin, end, window, hash(begin) % 100 / 100, failure)[0]:
        if down[0] * DAY <= now < down[1] * DAY:
            tries += 1
            failure = {"count": (failure or {"count": 0})["count"] + 1, "at": now, "retryAfter": None}
        else:
            late += window is not None and now > window[1]
            renewals.append(days(end - now))
            begin, failure = now, None
    dark += is_on and now >= begin + life
    now += 30 * MINUTE
result = {"renewals": len(renewals), "late": late, "slack": min(renewals), "most": max(renewals), "dark": days(dark * 30 * MINUTE), "tries": tries}
`;

interface Year {
  readonly renewals: number;
  /** Renewals after the CA's window. */
  readonly late: number;
  /** The days that were left at the latest renewal, and at the earliest one. */
  readonly slack: number;
  readonly most: number;
  /** Days without a valid certificate, while the host was on. */
  readonly dark: number;
  readonly tries: number;
}

describe("a year, half an hour by half an hour", () => {
  test.each([
    ["90 days", "90 * DAY", { renewals: 6, late: 0, dark: 0, tries: 0 }],
    ["64 days", "64 * DAY", { renewals: 8, late: 0, dark: 0, tries: 0 }],
    ["45 days", "45 * DAY", { renewals: 12, late: 0, dark: 0, tries: 0 }],
    ["160 hours", "160 * HOUR", { late: 0, dark: 0, tries: 0 }],
  ])("%s: each renewal is within the CA's window", (_life, life, expected) => {
    expect(scheduled<Year>(year(life))).toMatchObject(expected);
  });

  test("without a word of the CA: a third of the lifetime is left, or half of a short one", () => {
    const { slack, most } = scheduled<Year>(year("90 * DAY", undefined, undefined, false));
    expect([slack, most]).toEqual([30, 30]);
    const short = scheduled<Year>(year("160 * HOUR", undefined, undefined, false));
    expect([short.slack, short.most]).toEqual([3.33, 3.33]);
  });

  test("a CA that is down for less than the slack is no outage, and is asked at most daily in the long run", () => {
    expect(scheduled<Year>(year("90 * DAY", "(60, 87)"))).toMatchObject({ dark: 0, slack: 2.67 });
    const { dark, tries } = scheduled<Year>(year("45 * DAY", "(30, 42)"));
    expect([dark, tries]).toEqual([0, expect.closeTo(14, -1)]);
  });

  test("one that is down until after the end is asked until it answers, and then at once", () => {
    expect(scheduled<Year>(year("90 * DAY", "(60, 100)"))).toMatchObject({ dark: expect.closeTo(10, 1) as number, slack: -10 });
    expect(scheduled<Year>(year("160 * HOUR", "(3, 33)"))).toMatchObject({ dark: expect.closeTo(26.35, 0) as number });
  });

  test("a host that was off for two months renews as soon as it is on", () => {
    expect(scheduled<Year>(year("90 * DAY", undefined, "(40, 100)"))).toMatchObject({ dark: 0, slack: -10 });
  });
});

test("a standby is served from the newest certificate's last day, or last tenth, on, if it is valid and ends later", () => {
  const stands = (now: string, life = "90 * DAY", standby = "(0, 5000 * DAY)"): string => `stands_in(${now}, (0, ${life}), ${standby})`;
  const asked = [
    stands("88.9 * DAY"),
    stands("89.1 * DAY"),
    stands("1000 * DAY"),
    stands("5.3 * DAY", "6 * DAY"),
    stands("5.5 * DAY", "6 * DAY"),
    stands("89.1 * DAY", "90 * DAY", "(89.2 * DAY, 5000 * DAY)"),
    stands("89.1 * DAY", "90 * DAY", "(0, 89.5 * DAY)"),
  ];
  expect(scheduled(`result = [${asked.join(", ")}]`)).toEqual([false, true, true, false, true, false, false]);
});

/** Each expression's value. */
const values = (...expressions: readonly string[]): unknown[] => scheduled(`result = [${expressions.join(", ")}]`);
const [hour, day] = [3600, 86_400];

describe("a certificate is due", () => {
  test("without a word of the CA: with a third of its life left, or half of a life below ten days", () => {
    const due = (life: string): string => `renewal_instant(0, ${life}, None, 0)`;
    expect(values(due("90 * DAY"), due("10 * DAY"), due("10 * DAY - 2"), due("6 * DAY"))).toEqual([60 * day, (20 / 3) * day, 5 * day - 1, 3 * day]);
  });

  test("at an instant of the CA's window, after which the timer starts the agent once more before the window ends", () => {
    const due = (end: string, draw: number): string => `renewal_instant(0, 90 * DAY, (60 * DAY, 60 * DAY + ${end}), ${draw})`;
    expect(values(due("DAY", 0), due("DAY", 0.5), due("HOUR / 2", 0.5))).toEqual([60 * day, 60 * day + (day - 2400) / 2, 60 * day]);
  });

  test("at the latest at the end of the window, or at its last call", () => {
    const due = (suggested: string): string => `latest_renewal(0, 90 * DAY, ${suggested})`;
    expect(values(due("None"), due("70 * DAY"), due("100 * DAY"))).toEqual([60 * day, 70 * day, 89 * day]);
  });

  test("by its validity: with 30 days left, or a third of a shorter life; and late when half of the rest is over", () => {
    const due = (days: number): string => `instant_by_validity(0, ${days} * DAY)`;
    expect(values(due(398), due(90), due(30))).toEqual([368 * day, 60 * day, 20 * day]);
    const late = (seconds: number): string => `is_late(${seconds}, 60 * DAY, 90 * DAY)`;
    expect(values(late(75 * day - 1), late(75 * day))).toEqual([false, true]);
  });

  test("before the usual time, when the CA wants that: late three hours after its window, in which several tries failed", () => {
    const overdue = (now: string, suggested: string): string => `is_overdue(${now}, 0, 90 * DAY, ${suggested})`;
    expect(
      values(
        overdue("20 * DAY + 3 * HOUR - 1", "20 * DAY"),
        overdue("20 * DAY + 3 * HOUR", "20 * DAY"),
        overdue("70 * DAY", "60 * DAY - 1"),
        overdue("70 * DAY", "60 * DAY"),
        overdue("70 * DAY", "None"),
      ),
    ).toEqual([false, true, true, false, false]);
  });

  test("by the first window that was over: a CA that wants it at once moves its window with the time", () => {
    const lasting = (known: string, window: string, now: number): string => `lasting(${known}, ${window}, ${now})`;
    expect(
      values(
        lasting("(1, 2)", "(7, 8)", 9),
        lasting("(1, 2)", "(7, 8)", 8),
        lasting("(1, 2)", "(7, 8)", 7),
        lasting("(5, 9)", "(7, 8)", 8),
        lasting("None", "(7, 8)", 9),
        lasting("(1, 2)", "None", 9),
      ),
    ).toEqual([[1, 2], [1, 2], [7, 8], [7, 8], [7, 8], null]);
  });

  test("by what was noted of it: it may be the one before, when the newest one is not in force", () => {
    const newest = '{"end": 9, "window": [5, 6], "before": {"end": 4, "window": [1, 2]}}';
    const ends = [newest, newest, newest, '{"end": 9, "window": None}', "{}"].map((noted, index) => `window_end(${noted}, ${[9, 4, 5, 9, 9][index]})`);
    expect(values(...ends)).toEqual([6, 2, null, null, null]);
  });

  test("for a reason that is told", () => {
    const told = (window: string, now = "70 * DAY"): string => `decide(${now}, 0, 90 * DAY, ${window}, 0, None)[1]`;
    const since = "due since 1970-03-02T00:00:00Z, as";
    expect(values(told("None", "DAY"), told("None"), told("(60 * DAY, 61 * DAY)"), told("(60 * DAY, 60 * DAY)"))).toEqual([
      "not due before 1970-03-02T00:00:00Z",
      `${since} its remaining lifetime is the reserve`,
      `${since} the CA suggested a time`,
      `${since} its remaining lifetime is the reserve`,
    ]);
  });
});

test("a renewal that failed is tried again after longer and longer pauses, at most an eighth of the time left, and at each start at the end", () => {
  const next = (failures: number, end: string): string => `next_attempt(${failures}, 0, None, ${end})`;
  expect(values(...[1, 2, 3, 4, 5].map((failures) => next(failures, "90 * DAY")))).toEqual([60, 600, 6000, day, day]);
  expect(values(next(4, "4 * DAY"), next(4, "HOUR"), next(4, "-DAY"), next(1, "-DAY"))).toEqual([12 * hour, 1200, 1200, 60]);
});

describe("what a clock or a CA says is believed as far as it can be", () => {
  test("the CA is asked again when it says, at most a day later, and after six hours where it does not say", () => {
    const asked = [
      ["None", "None", 0],
      ["0", "None", 5 * 3600],
      ["0", "None", 6 * 3600],
      ["0", "10", 59],
      ["0", "10", 60],
      ["0", "30 * DAY", 86_399],
      ["0", "30 * DAY", 86_400],
      // It was asked tomorrow: the clock was wrong.
      ["DAY", "None", 0],
    ].map(([at, after, now]) => `is_asked_again(${at}, ${after}, ${now})`);
    expect(scheduled(`result = [${asked.join(", ")}]`)).toEqual([true, false, true, false, true, false, true, true]);
  });

  test("a failure of the future does not count, and what the CA asks for after one is waited for, 34 hours at most", () => {
    const decided = (failure: string, now: string): string => `decide(${now}, 0, 90 * DAY, None, 0, ${failure})[0]`;
    const at = (seconds: string, after: string): string => `{"count": 1, "at": 70 * DAY + ${seconds}, "retryAfter": ${after}}`;
    expect(
      scheduled(
        `result = [${[
          decided(at("HOUR", "None"), "70 * DAY"),
          decided(at("0", "None"), "70 * DAY + 59"),
          decided(at("0", "None"), "70 * DAY + 60"),
          decided(at("0", "3 * HOUR"), "70 * DAY + 2 * HOUR"),
          decided(at("0", "30 * DAY"), "71 * DAY"),
          decided(at("0", "30 * DAY"), "70 * DAY + 34 * HOUR"),
        ].join(", ")}]`,
      ),
    ).toEqual([true, false, true, false, false, true]);
  });

  test("a window in the past, as before a revocation, is now; one beyond the certificate's end waits for the last day alone", () => {
    const due = (window: string, now: string): string => `decide(${now}, 0, 90 * DAY, ${window}, 0.5, None)[0]`;
    expect(
      scheduled(`result = [${due("(-10, -5)", "DAY")}, ${due("(100 * DAY, 101 * DAY)", "88 * DAY")}, ${due("(100 * DAY, 101 * DAY)", "89 * DAY")}]`),
    ).toEqual([true, false, true]);
  });
});
