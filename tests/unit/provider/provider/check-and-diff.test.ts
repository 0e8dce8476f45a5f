import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { secret, unknown, type Properties } from "../../../../components/provider/value";
import { inputs, plain, provider, struct, urn } from "./disk";

describe("a check", () => {
  test("marks what nobody may read, and leaves the rest as it is", async () => {
    const response = await provider.call<messages.CheckResponse>(
      "check",
      new messages.CheckRequest().setUrn(urn).setNews(struct({ ...inputs, password: "p" })),
    );
    expect(plain(response.getInputs())).toEqual(inputs);
    expect(response.getFailuresList()).toEqual([]);
  });

  test.each<[string, Properties, [string, string][]]>([
    [
      "all faults at once",
      { size: -2, region: 1, extra: "x" },
      [
        ["size", "must be at least -1: current value is -2"],
        ["region", "must be of type string: current value is 1"],
        ["password (its value is not shown)", "is required"],
        ["tags", "is required"],
        ["extra", "is not a setting. Remove it, or correct its spelling"],
      ],
    ],
    ["nothing of what is not known yet", { ...inputs, size: unknown, tags: { a: unknown } }, []],
    [
      "no secret, marked or not",
      { ...inputs, password: "much too long", tags: { hidden: secret("much too long as well") } },
      [
        ["password (its value is not shown)", "must be short: its value is secret, and not shown"],
        ["tags (its value is not shown)", "must be short: its value is secret, and not shown"],
      ],
    ],
  ])("tells %s", async (_what, news, expected) => {
    const response = await provider.call<messages.CheckResponse>("check", new messages.CheckRequest().setUrn(urn).setNews(struct(news)));
    expect(response.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()])).toEqual(expected);
  });

  test("adds what a resource keeps of its current inputs, also when its replacement is checked, without them", async () => {
    const request = new messages.CheckRequest().setUrn(`${urn}-kept`).setNews(struct(inputs));
    const response = await provider.call<messages.CheckResponse>("check", request.setOlds(struct({ ...inputs, content: "kept" })));
    const again = await provider.call<messages.CheckResponse>("check", request.clearOlds());
    expect([response, again].map((each) => plain(each.getInputs()))).toEqual(Array(2).fill({ ...inputs, content: "kept" }));
  });

  test("refuses a change that its kind does not allow, of a resource that exists alone", async () => {
    const failures = async (olds: Properties): Promise<string[]> => {
      const request = new messages.CheckRequest().setUrn(urn).setNews(struct({ ...inputs, region: "gone" }));
      const response = await provider.call<messages.CheckResponse>("check", request.setOlds(struct(olds)));
      return response.getFailuresList().map((failure) => `${failure.getProperty()} ${failure.getReason()}`);
    };
    expect(await failures(inputs)).toEqual(["region must stay fra1"]);
    expect(await failures({})).toEqual([]);
  });
});

describe("a difference", () => {
  const diff = async (olds: Properties, news: Properties) =>
    (
      await provider.call<messages.DiffResponse>("diff", new messages.DiffRequest().setUrn(urn).setId("7").setOlds(struct(olds)).setNews(struct(news)))
    ).toObject();

  const { ADD, UPDATE, UPDATE_REPLACE } = messages.PropertyDiff.Kind;

  test.each<[string, Properties, Record<string, number>]>([
    ["nothing", {}, {}],
    ["a property", { size: 3 }, { size: UPDATE }],
    ["one that is new, deep in another", { size: 3, tags: { open: "o", hidden: secret("h"), more: "m" } }, { size: UPDATE, "tags.more": ADD }],
    ["one that replaces", { size: 3, region: "nyc3" }, { size: UPDATE, region: UPDATE_REPLACE }],
    ["an unknown property", { size: unknown }, { size: UPDATE }],
    ["an unknown one that replaces", { region: unknown }, { region: UPDATE_REPLACE }],
    ["an unknown one beside one that replaces", { size: unknown, region: "nyc3" }, { size: UPDATE, region: UPDATE_REPLACE }],
    ["something unknown deep in a secret", { tags: { open: "o", hidden: secret(unknown) } }, { "tags.hidden": UPDATE }],
  ])("by %s", async (_what, changes, expected) => {
    const { detaileddiffMap, diffsList, replacesList, ...response } = await diff({ ...inputs, key: "k" }, { ...inputs, ...changes });
    expect(Object.fromEntries(detaileddiffMap.map(([path, { kind }]) => [path, kind]))).toEqual(expected);
    expect([response.changes, response.hasdetaileddiff]).toEqual([Object.keys(expected).length > 0 ? 2 : 1, true]);
    expect([new Set(diffsList), replacesList]).toEqual([new Set(Object.keys(changes)), expected.region === UPDATE_REPLACE ? ["region"] : []]);
  });

  test("that was found, and not made by the program, is told by what it was found in", async () => {
    const { changes, detaileddiffMap, diffsList } = await diff({ ...inputs, address: "found" }, inputs);
    expect([changes, diffsList, detaileddiffMap.map(([path]) => path)]).toEqual([2, ["address"], ["address"]]);
  });
});
