import { supervised, takeStray } from "../../../components/provider/execution/supervise";

test("what is done is waited for", async () => {
  await expect(supervised(() => Promise.resolve(7))).resolves.toBe(7);
  await expect(supervised(() => Promise.reject(new Error("no")))).rejects.toThrow("no");
});

test("an error that nobody waits for fails what it belongs to, and nothing beside it", async () => {
  let end: (value: string) => void = () => undefined;
  const other = supervised(() => new Promise<string>((resolve) => (end = resolve)));
  const failed = supervised(async () => {
    await Promise.resolve();
    takeStray(new Error("a stray"));
    return new Promise(() => undefined);
  });
  await expect(failed).rejects.toThrow("a stray");
  end("done");
  await expect(other).resolves.toBe("done");
});

test("one that belongs to nothing is printed", () => {
  const printed: string[] = [];
  const write = jest.spyOn(process.stderr, "write").mockImplementation((text) => printed.push(String(text)) > 0);
  takeStray("lost");
  takeStray(new Error("found"));
  write.mockRestore();
  expect(printed).toEqual(["lost\n", expect.stringMatching(/^Error: found\n +at /)]);
});
