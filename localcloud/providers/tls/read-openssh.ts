import { createPrivateKey, type KeyObject } from "node:crypto";
import { Refusal } from "../engine";
import { fromPem } from "./der";
import { readPrivateKey } from "./keys";

/**
 * A private key in OpenSSH's format without a passphrase (openssh/PROTOCOL.key), which node:crypto does not read.
 * @throws {Refusal} if it is not one; the error never contains the text.
 */
export function readOpenSshPrivateKey(text: string): KeyObject {
  const bytes = fromPem("OPENSSH PRIVATE KEY", text);
  if (!bytes) return readPrivateKey("privateKeyOpenssh", text);
  try {
    return read(bytes);
  } catch (error) {
    throw new Refusal("Cannot use privateKeyOpenssh as a private key: it is no OpenSSH key of RSA, ECDSA or ED25519 without a passphrase", { cause: error });
  }
}

function read(bytes: Buffer): KeyObject {
  const magic = Buffer.from("openssh-key-v1\0");
  const outer = strings(bytes.subarray(magic.length));
  const cipher = outer().toString();
  if (cipher !== "none") throw new Error(`it is encrypted with ${cipher}`);
  outer();
  outer();
  const counted = outer.rest().subarray(4);
  const section = strings(counted);
  section();
  const inner = strings(section().subarray(8));
  return createPrivateKey({ key: jwk(inner().toString(), inner), format: "jwk" });
}

type Reader = (() => Buffer) & { rest(): Buffer };

/** Reads one length-prefixed string after the other (RFC 4251, section 5). */
function strings(bytes: Buffer): Reader {
  let offset = 0;
  const next = () => {
    const start = offset + 4;
    offset = start + bytes.readUInt32BE(offset);
    if (offset > bytes.length) throw new Error("it ends too early");
    return bytes.subarray(start, offset);
  };
  return Object.assign(next, { rest: () => bytes.subarray(offset) });
}

function jwk(type: string, next: Reader): Record<string, string> {
  if (type === "ssh-rsa") return rsa(next);
  if (type === "ssh-ed25519") {
    const x = next();
    return { kty: "OKP", crv: "Ed25519", x: encode(x), d: encode(next().subarray(0, 32)) };
  }
  const curve = { nistp256: ["P-256", 32], nistp384: ["P-384", 48], nistp521: ["P-521", 66] } as const;
  const name = next().toString();
  if (!(name in curve)) throw new Error(`its type is ${type}`);
  const [crv, size] = curve[name as keyof typeof curve];
  const point = next();
  return { kty: "EC", crv, x: encode(point.subarray(1, 1 + size)), y: encode(point.subarray(1 + size)), d: encode(fixed(next(), size)) };
}

function rsa(next: Reader): Record<string, string> {
  const [n, e, d, qi, p, q] = [next(), next(), next(), next(), next(), next()].map((bytes) => BigInt(`0x${bytes.toString("hex")}`)) as [
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
    bigint,
  ];
  const named = { n, e, d, p, q, dp: d % (p - 1n), dq: d % (q - 1n), qi };
  return { kty: "RSA", ...Object.fromEntries(Object.entries(named).map(([name, value]) => [name, encode(bytesOf(value))])) };
}

function bytesOf(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
}

/** Removes the zero that an mpint may begin with, and adds the leading zeros that it omits. */
function fixed(bytes: Buffer, size: number): Buffer {
  return Buffer.concat([Buffer.alloc(size), bytes]).subarray(-size);
}

function encode(bytes: Buffer): string {
  return bytes.toString("base64url");
}
