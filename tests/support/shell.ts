import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";

/** A root shell on a host, started from outside the host and kept open: a command in it costs next to nothing. */
export class Shell {
  #process: ChildProcessWithoutNullStreams | undefined;

  constructor(private readonly container: string) {}

  /** Runs a script in its own bash; returns what it printed. If it fails, the test fails with that output. */
  async run(script: string): Promise<string> {
    const shell = (this.#process ??= this.#open());
    const output = await new Promise<string>((resolve, reject) => {
      let text = "";
      const settle = (then: () => void): void => {
        shell.stdout.off("data", listen).off("end", fail);
        then();
      };
      const fail = (): void => settle(() => reject(new Error(`The host went away while it ran: ${script}`)));
      const listen = (part: string): void => {
        text += part;
        if (/\0\d+\0$/.test(text)) settle(() => resolve(text));
      };
      shell.stdout.on("data", listen).on("end", fail);
      shell.stdin.write(`bash <(base64 -d <<< ${Buffer.from(script).toString("base64")}) < /dev/null 2>&1; printf '\\0%s\\0' $?\n`);
    });
    const [text = "", code] = output.split("\0");
    if (code !== "0") throw new Error(`${script}\nended with ${String(code)}: ${text}`);
    return text.trimEnd();
  }

  /** Ends the shell; the next command opens another. */
  close(): void {
    this.#process?.stdin.end();
    this.#process = undefined;
  }

  #open(): ChildProcessWithoutNullStreams {
    const shell = spawn("podman", ["exec", "--interactive", "--env", "BASH_ENV=", this.container, "bash", "--norc"], {
      env: { ...process.env, PODMAN_IGNORE_CGROUPSV1_WARNING: "1" },
    });
    shell.stdout.setEncoding("utf8");
    shell.once("exit", () => (this.#process = undefined));
    return shell;
  }
}
