import { AlarmProgram } from "../../../support/alarm-program";

jest.setTimeout(60_000);

let program: AlarmProgram;
beforeEach(() => {
  program = new AlarmProgram();
  // What posts to the webhook and the ping's URL.
  program.setCommand("systemd-run", "{ cat; echo; } >> %/posts");
});
afterEach(() => program.close());

const posted = (): string[] =>
  program
    .read("posts")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { url: string }).url);

test("a ping's URL with a query has /fail before the query while it is late; one that is none keeps no alarm back", async () => {
  const ping = "https://ping.test/slug?create=1&rid=/a";
  await program.serve(-74, 16);
  await program.run({ ping });
  await program.serve(-76, 14);
  await program.run({ ping });
  expect(posted()).toEqual([ping, "https://ping.test/slug/fail?create=1&rid=/a"]);
  expect(await program.run({ ping: "https://[" })).toBe("the ping was not taken: Invalid IPv6 URL\n");
});
