import { createHash, timingSafeEqual } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Client, ClientChannel, ConnectConfig } from "ssh2";

/** How to reach a host, and how to know that it is the right one. */
export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** The client's private key: PEM or OpenSSH form. */
  readonly privateKey: string;
  /** The one host key that is accepted, as in `ssh_known_hosts`: `ssh-ed25519 AAAA...`. */
  readonly hostKey: string;
}

/** What a command on the host did. */
export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The host has another key than the pinned one: nothing was sent to it. */
export class HostKeyMismatch extends Error {
  override readonly name = "HostKeyMismatch";

  constructor(host: string, readonly expected: string, readonly presented: string) {
    super(
      `Cannot trust ${host} over SSH as its host key must be the pinned one: expected ${expected}, it presented ${presented}. ` +
        "Nothing was sent. If the host was rebuilt on purpose, replace its resource; if not, somebody may stand between",
    );
  }
}

/** No SSH connection came about within the deadline. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

/** One SSH connection; every command of a push runs over it. */
export interface Session {
  /** Runs a command; `input` is its standard input. A command that fails gives its code, it does not throw. */
  run(command: string, input?: string | Buffer): Promise<Result>;
  /** Runs a command whose standard input stays open: each line that it prints goes to `answer`, whose result is sent back. */
  converse(command: string, answer: (line: string) => string | undefined): Promise<Result>;
}

/** The SHA-256 fingerprint of a public key in OpenSSH's notation. */
export function fingerprint(publicKey: string): string {
  return fingerprintOf(keyBytes(publicKey));
}

/**
 * Connects, hands the session to `use`, and closes it. Until `deadline` (milliseconds from now) a host that does not answer yet is
 * tried again. Throws {@link HostKeyMismatch} at once, {@link Unreachable} after the deadline.
 */
export async function withSession<T>(destination: Destination, deadline: number, use: (session: Session) => Promise<T>): Promise<T> {
  // Loaded here, as a run of the engine that changes nothing never connects.
  const ssh2 = await import("ssh2");
  const end = Date.now() + deadline;
  for (;;) {
    const client = new ssh2.Client();
    try {
      await ready(client, destination, Math.max(1000, end - Date.now()));
    } catch (cause) {
      client.end();
      if (cause instanceof HostKeyMismatch || isFinal(cause)) throw cause;
      if (Date.now() > end) throw new Unreachable(`Cannot connect to ${destination.host}:${destination.port} over SSH within ${deadline / 1000} s: ${messageOf(cause)}. Check that the host runs and that its firewall admits port ${destination.port} from here`, { cause });
      await sleep(100);
      continue;
    }
    try {
      return await use({ run: (command, input) => run(client, command, input), converse: (command, answer) => converse(client, command, answer) });
    } finally {
      client.end();
    }
  }
}

function ready(client: Client, destination: Destination, readyTimeout: number): Promise<void> {
  const pinned = keyBytes(destination.hostKey);
  let mismatch: HostKeyMismatch | undefined;
  const config: ConnectConfig = {
    host: destination.host,
    port: destination.port,
    username: destination.user,
    privateKey: destination.privateKey,
    readyTimeout: Math.min(readyTimeout, 20_000),
    keepaliveInterval: 10_000,
    algorithms: { serverHostKey: [destination.hostKey.split(" ")[0] as "ssh-ed25519"] },
    hostVerifier: (presented: Buffer) => {
      const same = presented.length === pinned.length && timingSafeEqual(presented, pinned);
      if (!same) mismatch = new HostKeyMismatch(destination.host, fingerprintOf(pinned), fingerprintOf(presented));
      return same;
    },
  };
  return new Promise((resolve, reject) => {
    client.once("ready", resolve);
    // Stays: an error of the connection later on ends the commands on it, not the process.
    client.on("error", (error) => reject(mismatch ?? error));
    client.once("close", () => reject(mismatch ?? new Error("the host closed the connection")));
    client.connect(config);
  });
}

/** A refused key stays refused; everything else may be a host that is still booting. */
function isFinal(error: unknown): boolean {
  return error instanceof Error && "level" in error && error.level === "client-authentication";
}

function run(client: Client, command: string, input: string | Buffer = ""): Promise<Result> {
  return execute(client, command, (channel) => channel.end(input));
}

function converse(client: Client, command: string, answer: (line: string) => string | undefined): Promise<Result> {
  return execute(client, command, (channel) => {
    let unread = "";
    channel.on("data", (text: string) => {
      const lines = (unread + text).split("\n");
      unread = lines.pop() ?? "";
      for (const reply of lines.map(answer)) if (reply !== undefined) channel.write(`${reply}\n`);
    });
  });
}

function execute(client: Client, command: string, begin: (channel: ClientChannel) => void): Promise<Result> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => {
      if (error) return reject(error);
      const output = { stdout: "", stderr: "" };
      let code: number | undefined;
      // All listeners are there before this callback returns: the exit of a short command can arrive along with its start.
      channel.setEncoding("utf8").on("data", (text: string) => (output.stdout += text));
      channel.stderr.setEncoding("utf8").on("data", (text: string) => (output.stderr += text));
      channel.on("exit", (status: number | null) => (code = status ?? 128));
      channel.on("error", reject);
      channel.on("close", () => (code === undefined ? reject(new Error("Cannot finish on the host as the SSH connection must hold: it was lost while a command ran. Run again")) : resolve({ code, ...output })));
      begin(channel);
    });
  });
}

function keyBytes(publicKey: string): Buffer {
  const [, body] = publicKey.trim().split(/\s+/);
  if (!body) throw new Error("Cannot read an SSH public key as the form must be `ssh-ed25519 AAAA...`: give the host's public key, not another text");
  return Buffer.from(body, "base64");
}

function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
