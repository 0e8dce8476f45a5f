import { createHash } from "node:crypto";
import { FinalError } from "../../shared/final-error";

/** The fields of an SSHFP record. */
export interface SshFingerprint {
  readonly algorithm: number;
  /** The hash: 2 is SHA-256. */
  readonly type: number;
  /** Lower-case hexadecimal digits. */
  readonly fingerprint: string;
}

/** The numbers of the kinds of keys. Source: RFC 4255 section 3.1.1, RFC 6594 section 3.1.1, RFC 7479 section 3. */
const algorithms: ReadonlyMap<string, number> = new Map([
  ["ssh-rsa", 1],
  ["ecdsa-sha2-nistp256", 3],
  ["ecdsa-sha2-nistp384", 3],
  ["ecdsa-sha2-nistp521", 3],
  ["ssh-ed25519", 4],
]);

/** What an SSHFP record says of a host's public key, which is written as in `ssh_known_hosts`. Throws for a kind of key that has no number. */
export function sshFingerprint(hostKey: string): SshFingerprint {
  const [kind = "", body = ""] = hostKey.trim().split(/\s+/);
  const algorithm = algorithms.get(kind);
  if (algorithm === undefined)
    throw new FinalError(`Cannot publish an SSH host key as its kind must be rsa, ecdsa or ed25519: current value is ${kind}. Use another host key`);
  return { algorithm, type: 2, fingerprint: createHash("sha256").update(Buffer.from(body, "base64")).digest("hex") };
}
