import { turns } from "../../../../components/release/push/execution/turns";

test("no more than the limit are at work at once, each gets its turn, and one that fails gives it back", async () => {
  const inTurn = turns(3);
  let atWork = 0;
  let most = 0;
  const results = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) =>
      inTurn(async () => {
        atWork += 1;
        most = Math.max(most, atWork);
        await new Promise(setImmediate);
        atWork -= 1;
        if (index === 1) throw new Error("broken");
        return index;
      }),
    ),
  );
  expect(most).toBe(3);
  expect(results.map((result) => (result.status === "fulfilled" ? result.value : "failed"))).toEqual([0, "failed", 2, 3, 4, 5, 6, 7, 8, 9]);
});
