import { AlarmProgram } from "../../../support/alarm-program";

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

test("a ping's URL with a query has /fail before the query while it is late; one that is not a URL keeps no alarm back", async () => {
  const ping = "https://ping.test/slug?create=1&rid=/a";
  await program.serve(-74, 16);
  await program.run({ ping });
  await program.serve(-76, 14);
  await program.run({ ping });
  expect(posted()).toEqual([ping, "https://ping.test/slug/fail?create=1&rid=/a"]);
  expect(await program.run({ ping: "https://[" })).toBe("the ping was not taken: Invalid IPv6 URL\n");
});

describe("a changed address", () => {
  const first = { webhook: "https://hook.test/first", alarm: { mail: "first@example.com" } };
  const second = { webhook: "https://hook.test/second", alarm: { mail: "second@example.com" } };
  const mailed = (): string[] => program.read("mails").match(/(?<=^To: ).*/gm) ?? [];

  test("hears of an alarm that is on, once; of one that is off it hears nothing", async () => {
    await program.serve(-76, 14);
    for (const alarms of [first, second, second]) await program.run(alarms);
    expect(posted()).toEqual([first.webhook, second.webhook]);
    expect(mailed()).toEqual([first.alarm.mail, second.alarm.mail]);
    await program.serve(0, 90);
    for (const alarms of [second, first]) await program.run(alarms);
    expect(posted().slice(2)).toEqual([second.webhook]);
    expect(mailed().slice(2)).toEqual([second.alarm.mail]);
  });

  test("is forgotten when it is changed once more, also while nothing is to be told", async () => {
    await program.serve(-76, 14);
    await program.run(first);
    await program.serve(0, 90);
    await program.run(second);
    await program.serve(-76, 14);
    await program.run(first);
    expect([posted().length, mailed().length]).toEqual([2, 2]);
  });

  test("is in no note, and one that an older version told without noting it is not told again", async () => {
    program.write("state/told.json", JSON.stringify({ webhook: true }));
    await program.serve(-76, 14);
    for (const alarms of [first, first]) await program.run(alarms);
    expect([posted(), mailed()]).toEqual([[], [first.alarm.mail]]);
    expect(["run", "state"].map((folder) => program.read(`${folder}/told.json`)).join()).not.toMatch(/hook\.test|example\.com/);
    await program.serve(0, 90);
    for (const alarms of [first, first]) await program.run(alarms);
    expect(posted()).toEqual([first.webhook]);
    program.write("run/told.json", JSON.stringify({ webhook: true }));
    await program.serve(-76, 14);
    for (const alarms of [first, second]) await program.run(alarms);
    expect(posted().slice(1)).toEqual([second.webhook]);
  });
});
