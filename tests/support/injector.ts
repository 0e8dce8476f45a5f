import { readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "./droplets";
import type { Host } from "./hosts";

/** One command of a push on the host: its place in its script, and which of its runs, counted from 1. */
export interface Step {
  readonly key: string;
  readonly occurrence: number;
}

/** Actions at a step: every process of the script dies, or hangs until the power is cut. */
export const kill = "kill -KILL 0";
export const freeze = "kill -STOP 0";

/** Records the steps of bash scripts on a host, or intervenes at one of them. The push does not notice. */
export class Injector {
  private constructor(private readonly host: Host) {}

  /** A bash that sshd starts reads .bashrc, every other one the file that BASH_ENV names. */
  static async install(host: Host): Promise<Injector> {
    const script = readFileSync(join(__dirname, "fault.sh")).toString("base64");
    await host.run(`mkdir -p /root/fault /etc/systemd/system.conf.d
echo ${script} | base64 -d > /root/fault/fault.sh
sed -i '1i . /root/fault/fault.sh' /root/.bashrc
echo 'SetEnv BASH_ENV=/root/fault/fault.sh' > /etc/ssh/sshd_config.d/fault.conf
printf '[Manager]\\nDefaultEnvironment=BASH_ENV=/root/fault/fault.sh\\n' > /etc/systemd/system.conf.d/fault.conf
cd /root/fault && touch mode wanted count action trace seen
systemctl set-environment BASH_ENV=/root/fault/fault.sh
systemctl reload ssh`);
    return new Injector(host);
  }

  /** Every step that `action` takes on the host, in order. */
  async trace(action: () => Promise<unknown>): Promise<Step[]> {
    await this.host.run("cd /root/fault; > trace; > wanted; echo trace > mode");
    await action();
    const keys = (await this.host.run("cd /root/fault; > mode; cat trace")).split("\n");
    const counts = new Map<string, number>();
    return keys.map((key) => {
      const occurrence = (counts.get(key) ?? 0) + 1;
      counts.set(key, occurrence);
      return { key, occurrence };
    });
  }

  /** Runs a script, once, when a step is reached. */
  async arm(step: Step, script: string): Promise<void> {
    const decoded = (text: string): string => `base64 -d <<< ${Buffer.from(text).toString("base64")}`;
    await this.host.run(`cd /root/fault; > seen; ${decoded(step.key)} > wanted; ${decoded(script)} > action; echo ${String(step.occurrence)} > count`);
  }

  /** Disarms the injector, and returns whether the step was reached. */
  async disarm(): Promise<boolean> {
    return this.#isReached("> /root/fault/wanted");
  }

  /** Waits until the step is reached. */
  async reached(): Promise<void> {
    await until(() => this.#isReached("true"), Boolean);
  }

  async #isReached(script: string): Promise<boolean> {
    return (await this.host.run(`cd /root/fault; ${script}; [ "$(wc -c < seen)" -ge "$(cat count)" ] && echo reached || true`)) === "reached";
  }
}
