import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accountCommand, removeLineageCommand } from "../../../../components/certificate/certbot/host-commands";
import { lineageScript } from "../../../../components/certificate/lineage/execution/host-lineage";
import { certbotInputs } from "../../../support/certbot-inputs";
import { inDays, make } from "../../../support/certificate-maker";
import { stubProgram } from "../../../support/stub-program";

const { site } = certbotInputs;
let folder: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tlsup-certbot-"));
  await lasting(30);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Puts a certificate with so many days left where certbot keeps it. */
async function lasting(days: number): Promise<void> {
  const live = join(folder, "letsencrypt", "live", site);
  mkdirSync(live, { recursive: true });
  writeFileSync(join(live, "fullchain.pem"), (await make({ subject: `CN=${site}`, notBefore: inDays(-60), notAfter: inDays(days) })).certificate);
}

const provide = (name: string, script: string): void => stubProgram(join(folder, "bin"), name, script);

/** A certbot that fails at a command, with these words. */
function certbotFails(command: string, words: string): void {
  provide("certbot", `echo "$1" >> ${join(folder, "log")}\n[ "$1" != ${command} ] || { echo '${words}'; exit 1; }`);
}

/** A systemctl that knows whether a timer is enabled. Returns a function that tells its state. */
function timerIs(state: string): () => string {
  const timer = join(folder, "timer");
  writeFileSync(timer, state);
  provide("systemctl", `case "$*" in is-enabled*) cat ${timer} ;; *able*certbot.timer) printf "%sd" "$1" > ${timer} ;; esac`);
  return () => readFileSync(timer, "utf8");
}

/** Runs certbot.sh with certbot's folder elsewhere. Returns its exit code, what it said, and the commands that it gave to certbot. */
function run([verb = "", ...args]: readonly string[]): { readonly code: number; readonly said: string; readonly commands: readonly string[] } {
  const command = lineageScript("certbot", [verb, ...args]).replaceAll("/etc/letsencrypt", join(folder, "letsencrypt"));
  const commands = (): string[] => (existsSync(join(folder, "log")) ? readFileSync(join(folder, "log"), "utf8").trim().split("\n") : []);
  try {
    execFileSync("sh", ["-c", command.replace("PATH=/usr/sbin:", `PATH=${join(folder, "bin")}:/usr/sbin:`)], { stdio: "pipe", encoding: "utf8" });
    return { code: 0, said: "", commands: commands() };
  } catch (error) {
    const { status, stderr } = error as { status: number; stderr: string };
    return { code: status, said: stderr.trim(), commands: commands() };
  }
}

describe("a lineage to be revoked", () => {
  const end = () => run(["end_lineage", ...removeLineageCommand({ ...certbotInputs, revokeOnDelete: true }).slice(1)]);

  test("is revoked, which removes it", () => {
    certbotFails("none", "");
    expect(end()).toEqual({ code: 0, said: "", commands: ["revoke"] });
  });

  test("that has expired is removed, as no CA revokes it", async () => {
    certbotFails("revoke", "Certificate is expired");
    await lasting(-1);
    expect(end()).toEqual({ code: 0, said: "", commands: ["delete"] });
  });

  test("that is revoked already is removed", () => {
    certbotFails("revoke", "An unexpected error occurred:\nThe request specified a certificate to be revoked that has already been revoked");
    expect(end()).toEqual({ code: 0, said: "", commands: ["revoke", "delete"] });
  });

  test("stays if certbot cannot revoke it, and says why", () => {
    certbotFails("revoke", "The CA is down");
    expect(end()).toEqual({ code: 24, said: "The CA is down", commands: ["revoke"] });
  });
});

describe("the account's address", () => {
  const tell = () => run(accountCommand(certbotInputs));

  test("is told to the CA", () => {
    certbotFails("none", "");
    expect(tell()).toEqual({ code: 0, said: "", commands: ["update_account"] });
  });

  test("needs no telling where there is no account, or no certbot: a new account gets it", () => {
    expect(tell()).toEqual({ code: 0, said: "", commands: [] });
    certbotFails("update_account", "Could not find an existing account for server https://ca.example/dir.");
    expect(tell()).toEqual({ code: 0, said: "", commands: ["update_account"] });
  });

  test("that the CA refuses fails with certbot's words", () => {
    certbotFails("update_account", "The CA is down");
    expect(tell()).toEqual({ code: 20, said: "The CA is down", commands: ["update_account"] });
  });
});

// Debian enables the timer with the package, whose owner may not have it yet.
test.each([
  ["enabled", "enabled"],
  ["disabled", "disabled"],
  ["not-found", "disabled"],
])("certbot's timer that was %s before a first order that fails is %s after it", (before, after) => {
  certbotFails("certonly", "The CA is down");
  const state = timerIs(before);
  expect(run(["begin", site, "", "", "certonly"])).toMatchObject({ code: 20, said: "The CA is down" });
  expect(state()).toBe(after);
});

// The owner's lineage came while tlsup's was there.
test.each([
  ["not-found", "enabled"],
  ["disabled", "disabled"],
])("beside a lineage of the owner's, certbot's timer that was %s ends %s", (before, after) => {
  certbotFails("certonly", "The CA is down");
  const state = timerIs(before);
  mkdirSync(join(folder, "letsencrypt", "renewal"));
  writeFileSync(join(folder, "letsencrypt", "renewal", "shop.example.com.conf"), "");
  expect(run(["begin", site, "", "", "certonly"])).toMatchObject({ code: 20 });
  expect(state()).toBe(after);
});
