import { fingerprint } from "../../../shared/execution/ssh";

/** A host that runs answers within half a minute, or it is down. */
const deadline = 30_000;

/** What a host is asked for. */
export interface Asked {
  readonly host: string;
  readonly port: number;
  /** The fingerprint that its key must have, as `ssh-keygen -l` prints it. */
  readonly expected: string;
}

/** The Ed25519 key that a host presents, as in `ssh_known_hosts`. Nobody logs in. Throws when it has another fingerprint. */
export async function presentedKey({ host, port, expected }: Asked): Promise<string> {
  const { Client } = await import("ssh2");
  const client = new Client();
  let key: string | undefined;
  const hostVerifier = (presented: Buffer): boolean => {
    key = `ssh-ed25519 ${presented.toString("base64")}`;
    return false;
  };
  await new Promise<void>((resolve) => {
    client.on("error", () => resolve()).once("close", () => resolve());
    client.connect({ host, port, username: "root", readyTimeout: deadline, algorithms: { serverHostKey: ["ssh-ed25519"] }, hostVerifier });
  });
  client.end();
  if (key === undefined) throw new Error(`Cannot look at the host key of ${host}:${port} as it must answer over SSH with an Ed25519 key: it did not`);
  if (fingerprint(key) === expected) return key;
  throw new Error(
    `Cannot import the host key of ${host} as its id must be the fingerprint of the key that the host presents: ` +
      `it presents ${fingerprint(key)}, and the id is ${expected}. ` +
      "Compare it with what the host itself prints: ssh-keygen -l -f /etc/ssh/tlsup_host_ed25519_key.pub",
  );
}
