import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { earlyParts } from "../../../components/certificate/certbot/early";
import { programTexts } from "../../../components/certificate/lineage/execution/program-texts";
import { programFiles } from "../../../components/certificate/lineage/host-files";
import type { World } from "./world";

/** The program that asks the world's CA whether it wants certbot's certificate renewed early, in its own folders. */
export class EarlyProgram {
  private readonly folder = mkdtempSync(join(tmpdir(), "tlsup-early-"));
  private readonly program = join(this.folder, "program");

  constructor(world: World) {
    for (const each of ["state", "live", "program"]) mkdirSync(join(this.folder, each));
    for (const { path, content } of programFiles(this.program, programTexts("certbot/host", earlyParts))) writeFileSync(path, content);
    writeFileSync(join(this.program, "settings.json"), JSON.stringify({ directory: world.front.directory }));
    // The host trusts a private CA.
    writeFileSync(join(this.folder, "root.pem"), world.pebble.root);
  }

  /** What certbot has put in its folder. */
  keep(chain: string): void {
    writeFileSync(join(this.folder, "live", "fullchain.pem"), chain);
  }

  /** Moves the last try and the last question into the past. */
  wait(minutes: number): void {
    for (const [name, time] of Object.entries({ tried: "at", suggestion: "askedAt" })) {
      const note = join(this.folder, "state", `${name}.json`);
      if (!existsSync(note)) continue;
      const known = JSON.parse(readFileSync(note, "utf8")) as Record<string, number>;
      writeFileSync(note, JSON.stringify({ ...known, [time]: (known[time] ?? 0) - minutes * 60 }));
    }
  }

  /** Runs it once, as its timer does. `by`: a command that starts it. */
  async run(...by: readonly string[]): Promise<{ readonly isWanted: boolean; readonly said: string }> {
    const [command = "", ...args] = [...by, "python3", "-I", this.program, join(this.folder, "live")];
    const env = { ...process.env, STATE_DIRECTORY: join(this.folder, "state"), SSL_CERT_FILE: join(this.folder, "root.pem") };
    try {
      return { isWanted: true, said: (await promisify(execFile)(command, args, { env })).stdout };
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string };
      return { isWanted: false, said: stdout + stderr };
    }
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}
