import type { Client, ClientChannel } from "ssh2";
import { quote } from "../shell";
import type { Result } from "./ssh";
import { execute } from "./ssh-command";

/** Who logs in without being root. */
export interface SudoUser {
  readonly host: string;
  readonly user: string;
  /**
   * What sudo asks for. Secret.
   * @default none: sudo asks for nothing
   */
  readonly sudoPassword?: string;
}

/** By this line sudo asks for the password. */
const prompt = "tlsup: the password of sudo?\n";

/** By this line root says that it is there. Where sudo asked for a password, it waits until it is answered. */
const ready = "tlsup: root is ready\n";

/** Runs a command as root by sudo. Throws when sudo refuses. */
export async function executeBySudo(client: Client, login: SudoUser, command: string, begin: (channel: ClientChannel) => unknown): Promise<Result> {
  const { host, user, sudoPassword } = login;
  // sudo drops the variable, by which the host knows at which of its addresses it was reached. Before it goes on, it may complain.
  const asRoot = (text: string): string => `-- sh -c ${quote(`export SSH_CONNECTION="$0"; printf %s ${quote(ready)} >&2; ${text}`)} "$SSH_CONNECTION"`;
  if (sudoPassword === undefined) {
    const { stderr, ...result } = await execute(client, `sudo -n ${asRoot(command)}`, begin);
    if (stderr.includes(ready)) return { ...result, stderr: stderr.replace(ready, "") };
    throw new Error(`Cannot work on ${host} as the SSH user ${user} must be root, or use sudo without a password: ${inOneLine(stderr)}`);
  }
  const dialogue = new SudoDialogue(sudoPassword, begin);
  // -k: sudo asks, even if it was told a moment ago. What it is not asked for would reach the command.
  const asked = `sudo -k -S -p ${quote(prompt)} ${asRoot(`read -r _; ${command}`)}`;
  const { stderr, ...result } = await execute(client, asked, (channel) => dialogue.follow(channel));
  const said = stderr.replaceAll(prompt, "").replace(ready, "");
  if (dialogue.isRoot) return { ...result, stderr: said };
  throw new Error(`Cannot work on ${host} as the SSH user ${user} must be root, or use sudo with the given password: ${inOneLine(said)}`);
}

function inOneLine(said: string): string {
  return said.trim().split("\n").join("; ");
}

/** What is said before the command runs: the password, when sudo asks for it, and once. */
class SudoDialogue {
  isRoot = false;
  #isAnswered = false;
  #unread = "";

  constructor(
    private readonly password: string,
    private readonly begin: (channel: ClientChannel) => unknown,
  ) {}

  follow(channel: ClientChannel): Promise<void> {
    return new Promise((resolve, reject) => {
      channel.once("close", resolve);
      channel.stderr.on("data", (text: string) => {
        if (this.isRoot) return;
        this.#unread += text;
        if (this.#unread.includes(ready)) {
          this.isRoot = true;
          channel.write("\n");
          Promise.resolve(this.begin(channel)).then(() => resolve(), reject);
        } else if (this.#unread.includes(prompt)) {
          this.#unread = "";
          if (this.#isAnswered) channel.end();
          else channel.write(`${this.password}\n`);
          this.#isAnswered = true;
        }
      });
    });
  }
}
