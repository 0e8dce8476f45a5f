import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "./droplets";

/** OpenSSH's agent with some keys. */
export class Agent {
  private constructor(
    private readonly folder: string,
    private readonly process: ChildProcess,
  ) {}

  /** Where it listens. */
  get socket(): string {
    return join(this.folder, "agent");
  }

  static async start(...keyFiles: readonly string[]): Promise<Agent> {
    const folder = mkdtempSync(join(tmpdir(), "tlsup-agent-"));
    const agent = new Agent(folder, spawn("ssh-agent", ["-D", "-a", join(folder, "agent")], { stdio: "ignore" }));
    await until(
      () => Promise.resolve(agent.#takes(keyFiles)),
      (isTaken) => isTaken,
    );
    return agent;
  }

  /** Whether it has the keys; it may not listen yet. */
  #takes(keyFiles: readonly string[]): boolean {
    try {
      execFileSync("ssh-add", ["-q", ...keyFiles], { env: { ...process.env, SSH_AUTH_SOCK: this.socket }, stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  }

  stop(): void {
    this.process.kill();
    rmSync(this.folder, { recursive: true });
  }
}
