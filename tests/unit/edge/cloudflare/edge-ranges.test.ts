import { edgeRangesProvider } from "../../../../components/edge/cloudflare/execution/ranges-provider";
import { heardBy } from "../../../../components/shared/execution/tell";

const [one, two, three] = ["198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"];

/** What becomes of a list that is followed by another, and what is told about it. */
async function followed(first: readonly string[], second: readonly string[]) {
  const { id, outs } = await edgeRangesProvider.create({ listed: first });
  const told: string[] = [];
  const { changes } = heardBy(
    (text) => told.push(text),
    () => edgeRangesProvider.diff(id, outs, { listed: second }),
  );
  const foreseen = edgeRangesProvider.foresees?.({ listed: second }, outs).ranges;
  const { ranges } = changes ? (await edgeRangesProvider.update(id, outs, { listed: second })).outs : outs;
  expect(ranges).toEqual(foreseen);
  return { changes, ranges, told };
}

test("a list that grows is followed", async () => {
  expect(await followed([one], [three, one])).toEqual({ changes: true, ranges: [one, three], told: [] });
});

test("the same list in another order is no change", async () => {
  expect(await followed([one, three], [three, one])).toEqual({ changes: false, ranges: [one, three], told: [] });
});

test("an empty list keeps the last one, and is told", async () => {
  expect(await followed([one, two], [])).toEqual({
    changes: false,
    ranges: [one, two],
    told: [expect.stringMatching(/^warning: Cloudflare lists no address ranges/)],
  });
});

test("a range that is lost stays, beside one that is new, and is named", async () => {
  expect(await followed([one, two], [two, three])).toEqual({
    changes: true,
    ranges: [one, three, two].sort(),
    told: [expect.stringContaining(`does not list ${one} any more`)],
  });
});

test("nothing is made of an empty list", async () => {
  await expect(edgeRangesProvider.create({ listed: [] })).rejects.toThrow(/the list is empty/);
});
