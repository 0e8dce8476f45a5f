import * as v from "valibot";

/** What follows the kind in a key of each kind. Sources: RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4, OpenSSH's PROTOCOL.u2f. */
const forms: Readonly<Record<string, (...fields: readonly Buffer[]) => boolean>> = {
  "ssh-ed25519": (key, ...more) => key?.length === 32 && more.length === 0,
  "ssh-rsa": (_exponent, modulus, ...more) => bitsOf(modulus) >= 2048 && more.length === 0,
  "ecdsa-sha2-nistp256": onCurve("nistp256", 65),
  "ecdsa-sha2-nistp384": onCurve("nistp384", 97),
  "ecdsa-sha2-nistp521": onCurve("nistp521", 133),
  "sk-ssh-ed25519@openssh.com": (key, application, ...more) => key?.length === 32 && application !== undefined && more.length === 0,
  "sk-ecdsa-sha2-nistp256@openssh.com": (curve, point, application, ...more) =>
    onCurve("nistp256", 65)(...[curve, point].flatMap((field) => field ?? [])) && application !== undefined && more.length === 0,
};

/** A user's public key, as in a `.pub` file. */
export const userKey = v.pipe(
  v.string(),
  v.check(
    isUserKey,
    "must be the line of a .pub file without options: ssh-ed25519, ecdsa-sha2-nistp256, -384 or -521, ssh-rsa of at least 2048 bits, or a security key (sk-)",
  ),
);

/** The kind and the key itself of a line, without the comment. A line that begins with options has another one. */
export function keyOf(line: string): string {
  return line.trim().split(/\s+/).slice(0, 2).join(" ");
}

function isUserKey(line: string): boolean {
  const [, kind = "", body = ""] = /^(\S+) ([A-Za-z0-9+/]+={0,2})(?: \P{C}*)?\s*$/u.exec(line) ?? [];
  const bytes = Buffer.from(body, "base64");
  const [named, ...fields] = fieldsOf(bytes) ?? [];
  return named?.toString("latin1") === kind && Object.hasOwn(forms, kind) && bytes.toString("base64") === body && forms[kind]?.(...fields) === true;
}

/** The strings in a key, each after its length; undefined when they do not end where the key does. Source: RFC 4251 section 5. */
function fieldsOf(bytes: Buffer): Buffer[] | undefined {
  const fields = [];
  let rest = bytes;
  while (rest.length >= 4) {
    const end = 4 + rest.readUInt32BE();
    if (end > rest.length) return undefined;
    fields.push(rest.subarray(4, end));
    rest = rest.subarray(end);
  }
  return rest.length === 0 ? fields : undefined;
}

function onCurve(name: string, length: number): (...fields: readonly Buffer[]) => boolean {
  return (curve, point, ...more) => curve?.toString("latin1") === name && point?.length === length && more.length === 0;
}

function bitsOf(number: Buffer | undefined): number {
  return number === undefined ? 0 : BigInt(`0x0${number.toString("hex")}`).toString(2).length;
}
