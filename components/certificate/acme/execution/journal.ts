import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes, type KeyObject } from "node:crypto";
import { chmod, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Proof } from "../challenge";

/** An unfinished order: what the next run needs to resume it. */
export interface Unfinished {
  readonly order: string;
  /** The certificate's key, PEM. Until the certificate is issued, it exists only here. */
  readonly privateKey: string;
  /** The proofs that were placed, or about to be. */
  readonly proofs: readonly Proof[];
}

/** The record of one order: a file that only the account's key decrypts. */
export interface Journal {
  read(): Promise<Unfinished | undefined>;
  write(unfinished: Unfinished): Promise<void>;
  forget(): Promise<void>;
}

/** Where journals are by default. Source: the XDG base directory specification. */
export function journalFolder(): string {
  return join(process.env.XDG_STATE_HOME || join(homedir(), ".local", "state"), "tlsup", "acme");
}

const cipher = "aes-256-gcm";
const saltLength = 16;
const ivLength = 12;
const tagLength = 16;

/** The journal of the order that `identity` stands for: account, names, profile and key type. */
export function openJournal(folder: string, key: KeyObject, identity: readonly unknown[]): Journal {
  const file = join(folder, createHash("sha256").update(JSON.stringify(identity)).digest("hex").slice(0, 40));
  return {
    read: async () => {
      const content = await readFile(file).catch(() => undefined);
      return content && unseal(content, key);
    },
    write: async (unfinished) => {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await chmod(folder, 0o700);
      const next = `${file}.${randomBytes(4).toString("hex")}`;
      const handle = await open(next, "wx", 0o600);
      await handle.writeFile(seal(Buffer.from(JSON.stringify(unfinished)), key));
      await handle.sync();
      await handle.close();
      await rename(next, file);
    },
    forget: () => rm(file, { force: true }),
  };
}

function seal(text: Buffer, key: KeyObject): Buffer {
  const [salt, iv] = [randomBytes(saltLength), randomBytes(ivLength)];
  const encryption = createCipheriv(cipher, deriveKey(key, salt), iv);
  return Buffer.concat([salt, iv, encryption.update(text), encryption.final(), encryption.getAuthTag()]);
}

/** `undefined` for a file that is damaged or was written with another key: then there is nothing to resume. */
function unseal(content: Buffer, key: KeyObject): Unfinished | undefined {
  try {
    const iv = content.subarray(saltLength, saltLength + ivLength);
    const decryption = createDecipheriv(cipher, deriveKey(key, content.subarray(0, saltLength)), iv);
    decryption.setAuthTag(content.subarray(-tagLength));
    const text = Buffer.concat([decryption.update(content.subarray(saltLength + ivLength, -tagLength)), decryption.final()]);
    return JSON.parse(text.toString()) as Unfinished;
  } catch {
    return undefined;
  }
}

function deriveKey(key: KeyObject, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync("sha256", key.export({ type: "pkcs8", format: "der" }), salt, "tlsup acme journal", 32));
}
