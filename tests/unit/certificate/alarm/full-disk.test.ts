import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { AlarmProgram } from "../../../support/alarm-program";

test("a full disk, which cannot hold what was told: each channel is told once all the same, until the host boots, and no file is left there", async () => {
  const program = new AlarmProgram();
  // What posts to the webhook and the ping's URL.
  program.setCommand("systemd-run", "{ cat; echo; } >> %/posts");
  const alarms = { webhook: "https://hook.test", ping: "https://ping.test", alarm: { mail: "ops@example.com" } };
  await program.serve(-76, 14);
  // A folder in its place cannot be replaced by a file.
  mkdirSync(join(program.folder, "state", "told.json"));
  for (const said of ["", ""]) expect(await program.run(alarms)).toBe(said);
  const posted = program.read("posts").trim().split("\n");
  expect(posted.map((each) => (JSON.parse(each) as { url: string }).url)).toEqual(["https://hook.test", ...Array<string>(2).fill("https://ping.test/fail")]);
  expect([program.read("mails").split("-i -t\n").length - 1, readdirSync(join(program.folder, "state"))]).toEqual([1, ["told.json"]]);
  program.close();
});
