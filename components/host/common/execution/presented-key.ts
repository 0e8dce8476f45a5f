import { atPort } from "../../../shared/address";
import { fingerprint } from "../../../shared/execution/ssh";

/** A host that does not answer within half a minute is down. */
const deadline = 30_000;

/** The address at which a host shows its key. */
export interface Asked {
  readonly host: string;
  readonly port: number;
}

/** The key that a host presents, as in `ssh_known_hosts`, the first of these kinds that it has. Does not log in. */
export async function shownKey({ host, port }: Asked, kinds: readonly HostKeyKind[], time = deadline): Promise<string> {
  const { Client } = await import("ssh2");
  const client = new Client();
  let key: string | undefined;
  const hostVerifier = (presented: Buffer): boolean => {
    // RFC 4253 section 6.6: the key's kind, after its length.
    key = `${presented.toString("latin1", 4, 4 + presented.readUInt32BE(0))} ${presented.toString("base64")}`;
    return false;
  };
  await new Promise<void>((resolve) => {
    client.on("error", () => resolve()).once("close", () => resolve());
    client.connect({ host, port, username: "root", readyTimeout: time, algorithms: { serverHostKey: [...kinds] }, hostVerifier });
  });
  client.end();
  if (key === undefined)
    throw new Error(`Cannot look at the host key of ${atPort(host, port)} as it must answer over SSH with a key (${kinds.join(", ")}): it did not`);
  return key;
}

/** The kinds of host key that are asked for. */
export type HostKeyKind = "ssh-ed25519" | "ecdsa-sha2-nistp256" | "rsa-sha2-512";

/** The Ed25519 key that a host presents. Throws when it has another fingerprint than `expected`, which is as `ssh-keygen -l` prints it. */
export async function presentedKey({ expected, ...asked }: Asked & { readonly expected: string }): Promise<string> {
  const key = await shownKey(asked, ["ssh-ed25519"]);
  if (fingerprint(key) === expected) return key;
  throw new Error(
    `Cannot import the host key of ${asked.host} as its id must be the fingerprint of the key that the host presents: ` +
      `it presents ${fingerprint(key)}, and the id is ${expected}. ` +
      "Compare it with what the host itself prints: ssh-keygen -l -f /etc/ssh/tlsup_host_ed25519_key.pub",
  );
}
