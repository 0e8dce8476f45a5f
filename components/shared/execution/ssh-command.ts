import { on } from "node:events";
import type { Client, ClientChannel } from "ssh2";
import { quote } from "../shell";
import type { Result, Talk } from "./ssh";

/** Starts a command and hands its channel to `begin`. */
export type Execute = (command: string, begin: (channel: ClientChannel) => unknown) => Promise<Result>;

/** The line before what a command itself prints: the start-up files of the user's shell may print as well. */
const start = "tlsup: here begins the answer";

/** Begins the answer. The level keeps a bash that takes the shell's place from reading the start-up files once more. */
const preamble = `printf '\\n%s\\n' ${quote(start)}; export SHLVL=2`;

/** Runs a command with `input` as its standard input; `heard` gets each line as it is printed. */
export function run(execute: Execute, command: string, input: string | Buffer = "", heard?: (line: string) => void): Promise<Result> {
  return execute(command, (channel) => {
    if (heard) eachLine(channel, heard);
    channel.end(input);
  });
}

/** Runs a command, and sends back an answer to each line that it prints. */
export function converse(execute: Execute, command: string, answer: (line: string) => string | undefined): Promise<Result> {
  return execute(command, (channel) => {
    eachLine(channel, (line) => {
      const reply = answer(line);
      if (reply !== undefined) channel.write(`${reply}\n`);
    });
  });
}

function eachLine(channel: ClientChannel, heard: (line: string) => void): void {
  const read = lineReader();
  channel.on("data", (text: string) => read(text).forEach(heard));
}

/** Runs a command while `talk` reads its output and writes its input, which is closed when `talk` is done. */
export function dialogue(execute: Execute, command: string, talk: Talk): Promise<Result> {
  return execute(command, async (channel) => {
    await talk(linesOf(channel), (chunk) => writeTo(channel, chunk));
    channel.end();
  });
}

async function* linesOf(channel: ClientChannel): AsyncGenerator<string, void> {
  const read = lineReader();
  for await (const [text] of on(channel, "data", { close: ["end", "close"] }) as AsyncIterable<[string]>) yield* read(text);
}

/** Takes what a host prints piece by piece, and returns the lines of the command that each one completes. */
function lineReader(): (text: string) => readonly string[] {
  let [hasStarted, unread] = [false, ""];
  return (text) => {
    const lines = (unread + text).split("\n");
    unread = lines.pop() ?? "";
    if (hasStarted) return lines;
    hasStarted = lines.includes(start);
    return hasStarted ? lines.slice(lines.indexOf(start) + 1) : [];
  };
}

async function writeTo(channel: ClientChannel, chunk: Buffer): Promise<void> {
  if (channel.write(chunk)) return;
  await new Promise<void>((resolve, reject) => {
    const closed = (): void => reject(new Error("Cannot send more: the command on the host has ended"));
    channel.once("close", closed);
    channel.once("drain", () => {
      channel.off("close", closed);
      resolve();
    });
  });
}

const connectionLost = "Cannot finish on the host as the SSH connection must hold: it was lost while a command ran. Run again";

/** Runs a command as the user who has logged in. */
export function execute(client: Client, command: string, begin: (channel: ClientChannel) => unknown): Promise<Result> {
  return new Promise((resolve, reject) => {
    client.exec(`${preamble}; ${command}`, (error, channel) => {
      if (error) return reject(new Error(connectionLost, { cause: error }));
      const output = { stdout: "", stderr: "" };
      let code: number | undefined;
      // All listeners are added before this callback returns: the exit of a short command can arrive along with its start.
      channel.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
      channel.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
      channel.on("exit", (status: number | null) => (code = status ?? 128));
      channel.on("error", reject);
      channel.on("close", () => (code === undefined ? reject(new Error(connectionLost)) : resolve({ code, ...output, stdout: answerIn(output.stdout) })));
      Promise.resolve(begin(channel)).catch((reason: unknown) => {
        // If the command has ended already, its own result has been returned, and this has no effect.
        reject(reason);
        channel.close();
      });
    });
  });
}

/** Without the lines before the command's own. A host that refused to run it may say why. */
function answerIn(printed: string): string {
  const at = printed.indexOf(`${start}\n`);
  return at === -1 ? printed : printed.slice(at + start.length + 1);
}
