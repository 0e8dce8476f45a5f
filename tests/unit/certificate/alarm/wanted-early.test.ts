import { execFileSync } from "node:child_process";
import { rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AlarmProgram } from "../../../support/alarm-program";
import { inDays } from "../../../support/certificate-maker";

const wanted = "the certificate is not renewed, and the CA wanted it before the usual time, as it does before it revokes a certificate";
const end = inDays(70).getTime() / 1000;
/** A window that was over half a day after the certificate's begin. */
const suggestion = { end, window: [end - 86_400 * 71, end - 86_400 * 70.5] };

let program: AlarmProgram;
afterEach(() => program.close());

/** What it mailed, by its first words. */
async function mailed(): Promise<string[]> {
  expect(await program.run({ alarm: { mail: "ops@example.com", metrics: program.metrics } })).toBe("");
  const mails = program.read("mails").replaceAll("=\n", "").split("-i -t\n").slice(1);
  return mails.map((mail) => /\n\nexample\.test: ([^]*?)\.? (?:The|Reason)/.exec(mail)?.[1] ?? mail);
}

test("a window of the CA that is over before the usual time raises the alarm, also when the renewed certificate is not in force", async () => {
  program = new AlarmProgram();
  await program.serve(-20, 70);
  program.write("notes/suggestion.json", JSON.stringify({ end: end + 1, window: [end - 86_400, end], before: suggestion }));
  expect([await mailed(), await mailed()]).toEqual([[wanted], [wanted]]);
  expect(program.read("metrics/tlsup-example.test.prom")).toMatch(/^tlsup_certificate_late\{.*\} 1$/m);
  await program.serve(0, 90);
  const told = [wanted, "the certificate is renewed in time again"];
  expect([await mailed(), await mailed()]).toEqual([told, told]);
});

test("a link or a pipe in place of a note is no note", async () => {
  program = new AlarmProgram({ renews: "certbot" });
  await program.serve(-20, 70);
  const note = join(program.folder, "notes", "suggestion.json");
  program.write("elsewhere", JSON.stringify(suggestion));
  symlinkSync(join(program.folder, "elsewhere"), note);
  expect(await mailed()).toEqual([]);
  rmSync(note);
  execFileSync("mkfifo", [note]);
  expect(await mailed()).toEqual([]);
  rmSync(note);
  writeFileSync(note, JSON.stringify(suggestion));
  expect(await mailed()).toEqual([wanted]);
});
