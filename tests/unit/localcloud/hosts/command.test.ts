import { CommandError, run } from "../../../../localcloud/hosts/command";

it("gives what the program printed, and gives it its input", async () => {
  expect(await run({ program: "tr", args: ["a-z", "A-Z"], input: "secret" })).toBe("SECRET");
});

it("fails with the exit code and the end of what the program complained, without its input", async () => {
  const failure = await run({ program: "sh", args: ["-c", "cat > /dev/null; echo sorry >&2; exit 3"], input: "secret" }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CommandError);
  expect(failure).toMatchObject({ exitCode: 3, message: expect.stringMatching(/exit code 3: sorry$/) as unknown });
  expect(String(failure)).not.toContain("secret");
});

it("fails when the program does not exist, and when it does not read its input", async () => {
  await expect(run({ program: "no-such-program", args: [] })).rejects.toThrow("ENOENT");
  await expect(run({ program: "true", args: [], input: "x".repeat(1_000_000) })).resolves.toBe("");
});

it("is ended by its signal", async () => {
  await expect(run({ program: "sleep", args: ["60"] }, { signal: AbortSignal.timeout(10) })).rejects.toThrow("aborted");
});
