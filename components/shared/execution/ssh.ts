import { createHash, timingSafeEqual } from "node:crypto";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { atPort } from "../address";
import type { Destination, MachineDestination } from "../destination";
import type { Client, ConnectConfig, ServerHostKeyAlgorithm, utils } from "ssh2";
import { onTimeUp } from "./cancellation";
import { converse, dialogue, execute, run, type Execute } from "./ssh-command";
import { requireOnStage } from "./stage";
import { executeBySudo } from "./sudo";
import { tell } from "./tell";
import { messageOf } from "../message";

/** The host's key is not the pinned one. Nothing was sent to it. */
export class HostKeyMismatch extends Error {
  override readonly name = "HostKeyMismatch";

  constructor(
    readonly host: string,
    readonly expected: string,
    readonly presented: string,
  ) {
    super(
      `Cannot trust ${host} over SSH as its host key must be the pinned one: expected ${expected}, it presented ${presented}. ` +
        "Nothing was sent. If the host was rebuilt on purpose, replace its resource; if not, someone may be intercepting the connection",
    );
  }
}

/** No SSH connection could be made within the deadline. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** Whether nothing was sent to the host, as it did not answer or a different one did. */
export function isUnreached(error: unknown): error is HostKeyMismatch | Unreachable {
  return error instanceof Unreachable || error instanceof HostKeyMismatch;
}

/** Whether the host refused the login's key. */
export function isLoginRefused(error: unknown): boolean {
  return error instanceof Error && "level" in error && error.level === "client-authentication";
}

/** The machines that this run or an earlier one has recognised, by the fingerprints of their host keys. */
export const recognised = new Map<string, string>();

/**
 * Handles that `what` could not be removed from a host. If another machine has the address now, the old one is gone: only a
 * message says so. If the host does not answer, or its owner may have changed its key, `what` may still be there and must stay in the state: throws.
 */
export function acceptGoneMachine(error: unknown, what: string, { host, machine }: Pick<MachineDestination, "host" | "machine">): void {
  if (!isUnreached(error)) throw error;
  const hasOtherKey = error instanceof HostKeyMismatch;
  // That of a jump host says nothing of the machine behind it.
  if (!hasOtherKey || error.host !== host || !isGone(machine, error.presented)) throw leftBehind(what, host, error, hasOtherKey);
  tell(`${what} was not taken off ${host}, where another machine answers by now: ${error.message}`);
}

/** A machine with a vendor's id, a number, has the key that tlsup gave it as long as it exists. */
function isGone(machine: string, presented: string): boolean {
  return /^\d+$/.test(machine) || (recognised.get(presented) ?? machine) !== machine;
}

function leftBehind(what: string, host: string, cause: Error, hasOtherKey: boolean): Error {
  const remedy = hasOtherKey
    ? "If its owner changed its key, give the new `hostKey` and run `pulumi up` before you remove this; if that fails, remove it with `--refresh`"
    : "Run again when the host answers";
  return new Error(
    `Cannot take ${what} off ${host} as the host must answer: it stays there, and in the state. ${cause.message}. ` +
      `${remedy}; if it is gone for good, take this resource out of the state with \`pulumi state delete\``,
    { cause },
  );
}

/** The result of a command on the host. */
export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** One side of a conversation with a command. `write` waits until the host can take more. */
export type Talk = (lines: AsyncGenerator<string, void>, write: (chunk: Buffer) => Promise<void>) => Promise<void>;

/** One SSH connection; every command of a push runs over it, as root. */
export interface Session {
  /** Runs a command; `input` is its standard input, `heard` gets each line as it is printed. A command that fails gives its code, it does not throw. */
  run(command: string, input?: string | Buffer, heard?: (line: string) => void): Promise<Result>;
  /** Runs a command whose standard input stays open: each line that it prints goes to `answer`, whose result is sent back. */
  converse(command: string, answer: (line: string) => string | undefined): Promise<Result>;
  /** Runs a command while `talk` reads the lines that it prints and writes to its standard input, which is closed when `talk` is done. */
  dialogue(command: string, talk: Talk): Promise<Result>;
}

/** The SHA-256 fingerprint of a public key in OpenSSH's notation. */
export function fingerprint(publicKey: string): string {
  return fingerprintOf(keyBytes(publicKey));
}

/**
 * Connects, hands the session to `use`, and closes it. Retries a host that does not answer yet until `deadline` (milliseconds from
 * now). Throws {@link HostKeyMismatch} immediately, {@link Unreachable} after the deadline.
 */
export function withSession<T>(destination: Destination, deadline: number, use: (session: Session) => Promise<T>): Promise<T> {
  const { via, host, port, privateKey } = destination;
  const work: Use<T> = (client) => use(sessionOf(client, destination));
  if (!via) return withClient(destination, deadline, work);
  const jumpHost = { ...via, ...(privateKey !== undefined && { privateKey }) };
  const end = Date.now() + deadline;
  return withClient(jumpHost, deadline, (jump) => withClient(destination, Math.max(1000, end - Date.now()), work, () => wayThrough(jump, host, port)));
}

type Use<T> = (client: Client) => Promise<T>;

async function withClient<T>(destination: Destination, deadline: number, use: Use<T>, way?: () => Promise<Duplex>): Promise<T> {
  requireOnStage(destination.host);
  // Loaded here, as a run without changes makes no connection.
  const { default: ssh2 } = await import("ssh2");
  const login = loginBy(destination, ssh2.utils.parseKey);
  const end = Date.now() + deadline;
  let [client, isTimeUp] = [new ssh2.Client(), false];
  const forget = onTimeUp(() => {
    isTimeUp = true;
    client.destroy();
  });
  try {
    for (;;) {
      try {
        await ready(client, destination, { ...login, readyTimeout: Math.max(1000, end - Date.now()), ...(way && { sock: await way() }) });
        break;
      } catch (cause) {
        client.end();
        if (login.agent !== undefined && isOutOfTries(cause))
          throw new Error(
            `Cannot log in to ${destination.host} as the SSH agent holds more keys than it lets one try. ` +
              "Give the private key, or take keys out of the agent (`ssh-add -d`)",
            { cause },
          );
        if (isTimeUp || cause instanceof HostKeyMismatch || isFinal(cause)) throw cause;
        if (Date.now() > end)
          throw new Unreachable(
            `Cannot connect to ${atPort(destination.host, destination.port)} over SSH within ${deadline / 1000} s: ${messageOf(cause)}. ` +
              `Check that the host runs and that its firewall admits port ${destination.port} from ${destination.via ? destination.via.host : "here"}`,
            { cause },
          );
        await sleep(100);
        client = new ssh2.Client();
      }
    }
    return await use(client);
  } finally {
    forget();
    client.end();
  }
}

function wayThrough(jump: Client, host: string, port: number): Promise<Duplex> {
  return new Promise((resolve, reject) => jump.forwardOut("127.0.0.1", 0, host, port, (error, channel) => (error ? reject(error) : resolve(channel))));
}

function sessionOf(client: Client, destination: Destination): Session {
  const asRoot: Execute = (command, begin) =>
    destination.user === "root" ? execute(client, command, begin) : executeBySudo(client, destination, command, begin);
  return {
    run: (command, input, heard) => run(asRoot, command, input, heard),
    converse: (command, answer) => converse(asRoot, command, answer),
    dialogue: (command, talk) => dialogue(asRoot, command, talk),
  };
}

/** How a client comes to the host, who logs in, and how long that may take. */
type Way = Login & Pick<ConnectConfig, "sock"> & { readonly readyTimeout: number };

function ready(client: Client, destination: Destination, { readyTimeout, ...way }: Way): Promise<void> {
  const pinned = keyBytes(destination.hostKey);
  let mismatch: HostKeyMismatch | undefined;
  const config: ConnectConfig = {
    host: destination.host,
    port: destination.port,
    username: destination.user,
    ...way,
    readyTimeout: Math.min(readyTimeout, 20_000),
    keepaliveInterval: 10_000,
    algorithms: { serverHostKey: signaturesOf(destination.hostKey.split(" ")[0] as ServerHostKeyAlgorithm) },
    hostVerifier: (presented: Buffer) => {
      const same = presented.length === pinned.length && timingSafeEqual(presented, pinned);
      if (!same) mismatch = new HostKeyMismatch(destination.host, fingerprintOf(pinned), fingerprintOf(presented));
      return same;
    },
  };
  return new Promise((resolve, reject) => {
    client.once("ready", resolve);
    // This listener stays: a later connection error then fails the commands on it instead of the process.
    client.on("error", (error) => reject(mismatch ?? error));
    client.once("close", () => reject(mismatch ?? new Error("the host closed the connection")));
    // Small packets, like answers and ends of input, would each wait for the host's delayed acknowledgement of the previous one.
    client.connect(config);
    if (!way.sock) client.setNoDelay(true);
  });
}

/** Names the one method, as ssh2 otherwise first tries to log in without a key: a round trip that every host refuses. */
type Login = Required<Pick<ConnectConfig, "authHandler">> & Pick<ConnectConfig, "privateKey" | "agent">;

function loginBy({ host, privateKey }: Destination, parseKey: typeof utils.parseKey): Login {
  if (privateKey !== undefined) {
    const [key] = [parseKey(privateKey)].flat();
    if (key === undefined || key instanceof Error || !key.isPrivateKey())
      throw new Error(
        `Cannot log in to ${host} as the SSH key must be a private one without a passphrase, in PEM or OpenSSH form: ` +
          `${key instanceof Error ? key.message : "it is a public key"}. Give another key, or leave it out and add it to an SSH agent (\`ssh-add\`)`,
      );
    return { privateKey, authHandler: ["publickey"] };
  }
  const agent = process.env.SSH_AUTH_SOCK;
  if (agent === undefined || agent === "")
    throw new Error(
      `Cannot log in to ${host} as there must be a key: none is given, and SSH_AUTH_SOCK names no agent. Give the private key, or start an agent`,
    );
  return { agent, authHandler: ["agent"] };
}

/** What a host may sign with by a key of this kind. Source: RFC 8332 section 3. */
function signaturesOf(kind: ServerHostKeyAlgorithm): ServerHostKeyAlgorithm[] {
  return kind === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [kind];
}

/** A refused key stays refused, and so does a login by an agent that does not answer. Any other error may come from a host that is still booting. */
function isFinal(error: unknown): boolean {
  return isLoginRefused(error) || (error instanceof Error && "level" in error && error.level === "agent");
}

/** Whether the host disconnected during the login, as OpenSSH (2) and others (14) do after too many keys. Source: RFC 4253 section 11.1 */
function isOutOfTries(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === 2 || error.code === 14);
}

function keyBytes(publicKey: string): Buffer {
  const [, body] = publicKey.trim().split(/\s+/);
  if (!body) throw new Error("Cannot read an SSH public key as the form must be `ssh-ed25519 AAAA...`: give the host's public key, not another text");
  return Buffer.from(body, "base64");
}

function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}
