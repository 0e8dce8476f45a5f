import { createPublicKey, type KeyObject, randomBytes } from "node:crypto";
import { pem } from "./der";

export interface PublicBlob {
  readonly type: string;
  readonly bytes: Buffer;
}

const sshCurves: Readonly<Record<string, string>> = { "P-256": "nistp256", "P-384": "nistp384", "P-521": "nistp521" };

/** RFC 4253, section 6.6; RFC 5656, section 3.1; RFC 8709, section 4. Undefined for a curve that SSH does not have. */
export function openSshPublicKey(key: KeyObject): PublicBlob | undefined {
  const parts = publicParts(key);
  return parts && { type: parts.type, bytes: Buffer.concat([string(parts.type), ...parts.fields]) };
}

/** OpenSSH's own format, without a passphrase (openssh/PROTOCOL.key). */
export function openSshPrivateKey(key: KeyObject): string | undefined {
  const parts = publicParts(key);
  const blob = openSshPublicKey(key);
  if (!parts || !blob) return undefined;
  const check = randomBytes(4);
  const section = Buffer.concat([check, check, string(parts.type), ...privateFields(key, parts), string("")]);
  const blockSize = 8;
  const padding = Buffer.from(Array.from({ length: (blockSize - (section.length % blockSize)) % blockSize }, (_, index) => index + 1));
  const count = Buffer.from([0, 0, 0, 1]);
  const magic = Buffer.from("openssh-key-v1\0");
  return pem(
    "OPENSSH PRIVATE KEY",
    Buffer.concat([magic, string("none"), string("none"), string(""), count, string(blob.bytes), string(Buffer.concat([section, padding]))]),
  );
}

interface Parts {
  readonly type: string;
  readonly fields: readonly Buffer[];
}

function publicParts(key: KeyObject): Parts | undefined {
  const publicKey = key.type === "public" ? key : createPublicKey(key);
  // P-224 has no JSON form, and no SSH form either.
  if (publicKey.asymmetricKeyDetails?.namedCurve === "secp224r1") return undefined;
  const jwk = publicKey.export({ format: "jwk" });
  if (jwk.kty === "RSA") return { type: "ssh-rsa", fields: [integer(jwk.e), integer(jwk.n)] };
  if (jwk.crv === "Ed25519") return { type: "ssh-ed25519", fields: [string(decode(jwk.x))] };
  const curve = sshCurves[jwk.crv ?? ""];
  return curve === undefined
    ? undefined
    : { type: `ecdsa-sha2-${curve}`, fields: [string(curve), string(Buffer.concat([Buffer.from([4]), decode(jwk.x), decode(jwk.y)]))] };
}

function privateFields(key: KeyObject, parts: Parts): Buffer[] {
  const jwk = key.export({ format: "jwk" });
  if (jwk.kty === "RSA") return [integer(jwk.n), integer(jwk.e), integer(jwk.d), integer(jwk.qi), integer(jwk.p), integer(jwk.q)];
  if (jwk.crv === "Ed25519") return [...parts.fields, string(Buffer.concat([decode(jwk.d), decode(jwk.x)]))];
  return [...parts.fields, integer(jwk.d)];
}

function decode(base64url: string | undefined): Buffer {
  return Buffer.from(base64url ?? "", "base64url");
}

/** RFC 4251, section 5: a length, then the bytes. */
function string(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  return Buffer.concat([size, bytes]);
}

/** mpint of the same section: no superfluous zeros, except one if the first bit would mean a negative sign. */
function integer(base64url: string | undefined): Buffer {
  const bytes = decode(base64url);
  const start = bytes.findIndex((byte) => byte !== 0);
  const digits = start < 0 ? Buffer.alloc(0) : bytes.subarray(start);
  return string((digits[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits);
}
