import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { accountCommand, giveCommand, removeLineageCommand, takeCommand } from "../../../../components/certificate/certbot/host-commands";
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

  test("that came from another host is revoked by its own key where the CA refuses the account of this one", () => {
    const refusal = "The certificate being revoked is not associated with account 1";
    provide("certbot", `echo "$1" >> ${join(folder, "log")}\ncase "$*" in *--key-path*) ;; *) echo '${refusal}'; exit 1 ;; esac`);
    expect(end()).toEqual({ code: 0, said: "", commands: ["revoke", "revoke"] });
  });

  test("that is revoked already is removed", () => {
    certbotFails("revoke", "An unexpected error occurred:\nThe request specified a certificate to be revoked that has already been revoked");
    expect(end()).toEqual({ code: 0, said: "", commands: ["revoke", "delete"] });
  });

  test("stays if certbot cannot revoke it, and says why", () => {
    certbotFails("revoke", "The CA is down");
    expect(end()).toEqual({ code: 24, said: "The CA is down", commands: ["revoke", "revoke"] });
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

describe("a lineage that goes to another host", () => {
  const { directory } = certbotInputs;
  const accounts = "accounts/ca.example/dir";

  /** Writes a file into certbot's folder on a host. */
  const write = (host: string, path: string, text: string): void => {
    mkdirSync(dirname(join(folder, host, path)), { recursive: true });
    writeFileSync(join(folder, host, path), text);
  };
  const on = (host: string, command: readonly string[], input = ""): string =>
    execFileSync("bash", ["-c", lineageScript("certbot", command).replaceAll("/etc/letsencrypt", join(folder, host))], {
      input,
      encoding: "utf8",
    });
  /** What certbot of the new host has: its accounts at the CA, and the one that renews the lineage. */
  const move = (): { readonly accounts: readonly string[]; readonly renewedBy: string | undefined } => {
    on("new", takeCommand(certbotInputs), on("old", giveCommand(certbotInputs)));
    const renewal = readFileSync(join(folder, "new", "renewal", `${site}.conf`), "utf8");
    return { accounts: readdirSync(join(folder, "new", accounts)), renewedBy: /^account = (.*)$/m.exec(renewal)?.[1] };
  };

  beforeEach(() => {
    write("old", `renewal/${site}.conf`, `[renewalparams]\naccount = moved\nserver = ${directory}\n`);
    write("old", `live/${site}/fullchain.pem`, "");
    write("old", `archive/${site}/fullchain1.pem`, "");
    write("old", "accounts/other.example/dir/others/regr.json", "");
    // tlsup's mark of a lineage of its own.
    write("old", `tlsup/${site}.arrived`, "");
  });

  test("takes its account along, and no account at another CA", () => {
    write("old", `${accounts}/moved/regr.json`, "");
    expect(move()).toEqual({ accounts: ["moved"], renewedBy: "moved" });
    expect(readdirSync(join(folder, "new", "accounts"))).toEqual(["ca.example"]);
  });

  test("takes along an account that certbot keeps behind a link", () => {
    write("old", "accounts/former.example/dir/moved/regr.json", "");
    mkdirSync(join(folder, "old", "accounts/ca.example"));
    symlinkSync("../former.example/dir", join(folder, "old", accounts));
    expect(move()).toEqual({ accounts: ["moved"], renewedBy: "moved" });
  });

  test("is renewed by the account that the new host has at the CA: with two, certbot would ask for one", () => {
    write("old", `${accounts}/moved/regr.json`, "");
    write("new", `${accounts}/owners/regr.json`, "");
    expect(move()).toEqual({ accounts: ["owners"], renewedBy: "owners" });
  });

  test("keeps its account where the new host has it, as when it goes back", () => {
    write("old", `${accounts}/moved/regr.json`, "");
    write("new", `${accounts}/moved/regr.json`, "");
    write("new", `${accounts}/earlier/regr.json`, "");
    expect(move()).toEqual({ accounts: ["earlier", "moved"], renewedBy: "moved" });
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
