import { withinTime } from "../../../components/shared/execution/cancellation";
import { madeInPart } from "../../../components/shared/execution/made-in-part";
import { Unfinished } from "../../../components/shared/unfinished";

const never = (): Promise<never> => new Promise(() => undefined);
const partly = (error: unknown): Unfinished => new Unfinished(error, "7", { size: 1 });
const inPart = { id: "7", outs: { size: 1 } };

describe("what is made step by step", () => {
  test("is there as a whole when no step fails", async () => {
    const made = madeInPart(partly, (begun) => {
      begun();
      return Promise.resolve(3);
    });
    expect(await made).toBe(3);
  });

  test("is there in part when a step fails, and not before the first of them", async () => {
    const failed = madeInPart(partly, (begun) => {
      begun();
      return Promise.reject(new Error("the CA does not answer"));
    });
    await expect(failed).rejects.toMatchObject({ ...inPart, message: "the CA does not answer" });
    const reason = new Error("the host does not answer");
    await expect(madeInPart(partly, () => Promise.reject(reason))).rejects.toBe(reason);
  });

  test("is there in part when its time is up, and not before the first step", async () => {
    const late = withinTime(0.05, "late", () =>
      madeInPart(partly, (begun) => {
        begun();
        return never();
      }),
    );
    await expect(late).rejects.toMatchObject({ ...inPart, message: "late" });
    const early = withinTime(0.05, "late", () => madeInPart(partly, never));
    await expect(early).rejects.not.toBeInstanceOf(Unfinished);
    await expect(early).rejects.toThrow("late");
  });
});
