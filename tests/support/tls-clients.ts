import { execFile, execFileSync, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { leafFacts } from "../../components/certificate/x509/bundle";
import { root } from "./environment";

/** A host for independent clients: its address, the name that they ask for, and the file with the root that they trust. */
export interface Server {
  readonly name: string;
  readonly address: string;
  readonly roots: string;
}

/** How `openssl s_client` starts TLS: by STARTTLS of a protocol, or directly with `tls`. */
export type Protocol = "tls" | "smtp" | "imap" | "pop3" | "ftp" | "postgres" | "mysql";

/** SHA-256 of the leaf that is served on a port. Fails if chain or name cannot be verified. */
export async function servedBy({ name, address, roots }: Server, protocol: Protocol, port: number): Promise<string> {
  const starttls = protocol === "tls" ? [] : ["-starttls", protocol];
  const running = promisify(execFile)(
    "openssl",
    ["s_client", ...starttls, "-connect", `${address}:${port}`, "-servername", name, "-CAfile", roots, "-verify_hostname", name, "-verify_return_error"],
    { timeout: 20_000 },
  );
  running.child.stdin?.end();
  const { stdout } = await running;
  return leafFacts(/-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----\n/.exec(stdout)?.[0] ?? "").sha256;
}

/** The results of Python's smtplib, imaplib, poplib and ftplib, by the kind of connection. */
export async function pythonClients({ name, address, roots }: Server): Promise<Record<string, unknown>> {
  const { stdout } = await promisify(execFile)("python3", [join(root, "tests", "integration", "clients", "services_client.py"), name, address, roots]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

/** Sessions of IMAP and FTP, logged in. `ask` sends a request in each, and ends them. */
export async function openSessions({ name, address, roots }: Server): Promise<{ ask(): Promise<unknown> }> {
  const child = spawn("python3", [join(root, "tests", "integration", "clients", "services_sessions.py"), name, address, roots], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const read = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error("The clients ended before they were asked");
    return value as string;
  };
  await read();
  return {
    ask: async () => {
      child.stdin.end("go on\n");
      return JSON.parse(await read()) as unknown;
    },
  };
}

/** Sends a mail with swaks, which verifies the chain; returns the conversation. `how`: as `--tls` or `--tlsc`, the latter with TLS from the first byte on. */
export function swaks({ address, roots }: Server, port: number, how: "--tls" | "--tlsc"): string {
  return execFileSync(
    "swaks",
    ["--server", address, "--port", String(port), how, "--tls-verify", "--tls-ca-path", roots, "--from", "test@example.org", "--to", "alice@localhost"],
    { encoding: "utf8" },
  );
}
