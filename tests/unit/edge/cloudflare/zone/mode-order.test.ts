import { refuseOutranked, relaxesFirst, skipsFull } from "../../../../../components/edge/cloudflare/zone/mode-order";

describe("the edge's mode", () => {
  const modes = ["off", "flexible", "full", "strict"] as const;
  const changes = (holds: typeof skipsFull, isOwn: boolean): string[] =>
    modes.flatMap((ssl) => modes.filter((next) => holds({ ssl, isOwn }, next)).map((next) => `${ssl} to ${next}`));

  test("goes before the certificate only when the edge is to stop checking it", () => {
    expect(changes(relaxesFirst, false)).toEqual(["strict to full"]);
    expect(relaxesFirst({ ssl: undefined, isOwn: false }, "full")).toBe(false);
  });

  test("that was set for the name goes before a redirect of the host as well, which it would lead in circles", () => {
    expect(changes(relaxesFirst, true)).toEqual(["off to full", "flexible to full", "strict to full"]);
  });

  test("has no right order where one asks by http and the other checks the certificate, if it was set for the name", () => {
    expect(changes(skipsFull, true)).toEqual(["off to strict", "flexible to strict", "strict to off", "strict to flexible"]);
    expect(changes(skipsFull, false)).toEqual([]);
  });
});

test.each(["strict", "flexible", "off"])("full by the zone's setting is refused in the run that deletes a rule that says %s, as it goes last", (was) => {
  expect(() => refuseOutranked("blog.example.com", "full", was)).toThrow(
    `Cannot make blog.example.com full by the zone's setting as its rule, which outranks that until the run ends, must say full already: it says ${was}. ` +
      "Set proxy.ssl with proxy.sslFor host first, and proxy.sslFor to zone in the next run",
  );
});

test.each(["full", undefined])("where the stack's rule says %s, the zone's setting may become full", (was) => {
  expect(() => refuseOutranked("blog.example.com", "full", was)).not.toThrow();
});
