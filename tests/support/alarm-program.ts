import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { alarmFiles, alarmParts, type Keeping } from "../../components/certificate/alarm/host-plan";
import type { Alarms } from "../../components/certificate/common/alarm-settings";
import { programTexts } from "../../components/certificate/lineage/execution/program-texts";
import type { HostFile } from "../../components/certificate/lineage/host-files";
import { inDays, make } from "./certificate-maker";

/** Stand-ins for commands of a host: they run what they are given, or write down what they hear. `%` is the program's folder. */
const commands = {
  "systemd-run": 'while [[ $1 == --* ]]; do shift; done; exec "$@"',
  systemctl: '[ "$1" = show ] && cat %/result || exit "$(cat %/timer)"',
  sendmail: '[ ! -e %/mail-is-down ] || exit 75; echo "$*" >> %/mails; cat >> %/mails',
} as const;

/** As systemd names those of the unit. */
function directories(folder: string): NodeJS.ProcessEnv {
  return { RUNTIME_DIRECTORY: join(folder, "run"), STATE_DIRECTORY: join(folder, "state") };
}

/** The program that sends a host's alarms, in folders of its own, for the site example.test. */
export class AlarmProgram {
  readonly folder = mkdtempSync(join(tmpdir(), "tlsup-alarm-"));
  readonly metrics = join(this.folder, "metrics");
  private readonly keeping: Keeping;

  constructor(keeping: Partial<Keeping> = {}) {
    this.keeping = {
      lineage: "/var/lib/tlsup-acme/example.test/live",
      notes: join(this.folder, "notes"),
      renews: "tlsup-acme-example.test",
      activates: "tlsup-acme-example.test",
      retry: "pulumi up --refresh",
      ...keeping,
    };
    for (const each of ["bin", "notes", "metrics", "run", "state", "program", "sites/site/current/.tlsup", "sites/site/current/tls"])
      mkdirSync(join(this.folder, each), { recursive: true });
    for (const [name, text] of Object.entries(commands)) this.setCommand(name, text);
    this.write("result", "success\n");
    this.write("timer", "0");
    this.write("sites/site/current/.tlsup/certificate", `sha256\t00\nlineage\t${this.keeping.lineage}\n`);
  }

  setCommand(name: string, text: string): void {
    writeFileSync(join(this.folder, "bin", name), `#!/bin/bash\n${text.replaceAll("%", this.folder)}\n`, { mode: 0o755 });
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text);
  }

  read(name: string): string {
    return existsSync(join(this.folder, name)) ? readFileSync(join(this.folder, name), "utf8") : "";
  }

  /** Puts a certificate in force; its dates are in days from now. */
  async serve(begin: number, end: number): Promise<void> {
    const { certificate } = await make({ subject: "CN=example.test", notBefore: inDays(begin), notAfter: inDays(end) });
    this.write("sites/site/current/tls/fullchain.pem", certificate);
  }

  /** Puts the standby in force. */
  async serveStandby(): Promise<void> {
    const { certificate } = await make({ subject: "CN=example.test", notAfter: inDays(5000) });
    for (const name of ["standby.pem", "sites/site/current/tls/fullchain.pem"]) this.write(name, certificate);
  }

  /** Its files on a host. */
  planned(alarms: Alarms): HostFile[] {
    return alarmFiles({ site: "example.test", ...alarms }, this.keeping, programTexts("alarm/host", alarmParts));
  }

  /** Runs it once, as its timer does; with another verb, as a push does. Returns what it says. */
  async run(alarms: Alarms, verb = "judge"): Promise<string> {
    for (const { path, content } of this.planned(alarms)) {
      if (path.startsWith("/usr/local/lib/")) this.write(join("program", basename(path)), content.replace("/var/log/letsencrypt", join(this.folder, "notes")));
    }
    const settings = JSON.parse(this.read("program/settings.json")) as object;
    const here = { sites: join(this.folder, "sites"), ...("standby" in settings && { standby: join(this.folder, "standby.pem") }) };
    this.write("program/settings.json", JSON.stringify({ ...settings, ...here }));
    const env = { PATH: `${join(this.folder, "bin")}:/usr/bin:/bin`, ...directories(this.folder) };
    const { stdout, stderr } = await promisify(execFile)("python3", ["-I", join(this.folder, "program"), verb], { env }).catch(
      (error: unknown) => error as { stdout: string; stderr: string },
    );
    return stdout + stderr;
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}
