import { edgeSettings, settings, type SettingValue } from "../../../../localcloud/zones/settings";

const [minute, hour, day] = [60, 3600, 86_400];
const times = (unit: number, ...counts: number[]): number[] => counts.map((count) => count * unit);

/** What Cloudflare's dashboard offers. */
const offered: Readonly<Record<string, readonly number[]>> = {
  browser_cache_ttl: [
    ...[0, 30],
    ...times(minute, 1, 2, 5, 20, 30),
    ...times(hour, 1, 2, 3, 4, 5, 8, 12, 16, 20),
    ...times(day, 1, 2, 3, 4, 5, 8, 16, 24, 31, 62, 186, 365),
  ],
  challenge_ttl: [...times(minute, 5, 15, 30, 45), ...times(hour, 1, 2, 3, 4, 8, 16), ...times(day, 1, 7, 30, 365)],
};

test.each(Object.entries(offered))("%s is one of the times that the dashboard offers, and no other", (name, seconds) => {
  const { parse } = settings.get(name)!;
  expect(seconds.map((each) => parse(each))).toEqual(seconds);
  for (const each of seconds.flatMap((one) => [one - 1, one + 1]).filter((one) => !seconds.includes(one))) expect(parse(each)).toBeUndefined();
});

describe("the header HSTS", () => {
  const parsed = (header: unknown): SettingValue | undefined => settings.get("security_header")!.parse({ strict_transport_security: header });

  test("is off in every part that is left out", () => {
    const off = { enabled: false, max_age: 0, include_subdomains: false, preload: false, nosniff: false };
    expect(parsed({})).toEqual({ strict_transport_security: off });
    for (const name of ["enabled", "include_subdomains", "preload", "nosniff"]) {
      expect(parsed({ [name]: true })).toEqual({ strict_transport_security: { ...off, [name]: true } });
      expect(parsed({ [name]: "on" })).toBeUndefined();
    }
  });

  test.each([[-1], [0.5], ["60"], [null]])("has no time of %j", (time) => {
    expect(parsed({ max_age: time })).toBeUndefined();
  });

  test.each([
    ["a list", []],
    ["nothing", undefined],
    ["null", null],
  ])("is not %s", (_, header) => {
    expect(parsed(header)).toBeUndefined();
  });

  test("is at the edge only while it is enabled", () => {
    const edge = (header: object): object | undefined =>
      edgeSettings((name) => (name === "security_header" ? parsed(header) : undefined) ?? settings.get(name)?.default ?? "").hsts;
    expect(edge({ max_age: 60 })).toBeUndefined();
    expect(edge({ enabled: true, max_age: 60, preload: true })).toEqual({ maxAge: 60, includeSubdomains: false, preload: true });
  });
});
