/**
 * The Distinguished Encoding Rules (ITU-T X.690), as much as certificates need. Written here and not taken from the
 * package that the rest of this project uses, because the vendor's provider also signs with P-224, which WebCrypto
 * does not have, and because each engine command starts this plugin anew.
 */
export const tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  printable: 0x13,
  ia5: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

export function element(tagByte: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tagByte]), length(content.length), content]);
}

function length(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size]);
  const hex = size.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

export function sequence(...contents: readonly Uint8Array[]): Buffer {
  return element(tag.sequence, ...contents);
}

/** `[number]`, constructed: explicit tagging, or an implicitly tagged sequence or set. */
export function context(number: number, ...contents: readonly Uint8Array[]): Buffer {
  return element(0xa0 | number, ...contents);
}

/** `[number]`, primitive: an implicitly tagged string. */
export function contextString(number: number, content: Uint8Array): Buffer {
  return element(0x80 | number, content);
}

/** A non-negative integer. */
export function integer(value: bigint | number): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  // A first bit of 1 would mean a negative number.
  return element(tag.integer, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

export const yes = element(tag.boolean, Buffer.from([0xff]));

export function octetString(content: Uint8Array): Buffer {
  return element(tag.octetString, content);
}

export function bitString(content: Uint8Array, unusedBits = 0): Buffer {
  return element(tag.bitString, Buffer.from([unusedBits]), content);
}

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(tag.oid, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(arc: number): number[] {
  const digits = [arc & 0x7f];
  for (let left = arc >> 7; left > 0; left >>= 7) digits.unshift(0x80 | (left & 0x7f));
  return digits;
}

/** RFC 5280, section 4.1.2.5: UTCTime through 2049, GeneralizedTime from then on. */
export function time(date: Date): Buffer {
  const digits = date.toISOString().replace(/\.\d+/, "").replace(/[-:T]/g, "");
  return date.getUTCFullYear() < 2050 ? element(tag.utcTime, Buffer.from(digits.slice(2))) : element(tag.generalizedTime, Buffer.from(digits));
}

export interface Element {
  readonly tag: number;
  /** The element with its header. */
  readonly bytes: Buffer;
  readonly content: Buffer;
}

/** The elements that follow one another in `bytes`. */
export function elements(bytes: Buffer): Element[] {
  const found: Element[] = [];
  for (let start = 0; start < bytes.length;) {
    const lengthByte = bytes[start + 1] ?? 0;
    const lengthSize = lengthByte < 0x80 ? 0 : lengthByte & 0x7f;
    const size = lengthSize === 0 ? lengthByte : bytes.readUIntBE(start + 2, lengthSize);
    const contentStart = start + 2 + lengthSize;
    const end = contentStart + size;
    if (end > bytes.length) throw new Error("Cannot read DER: an element ends after its container");
    found.push({ tag: bytes[start] ?? 0, bytes: bytes.subarray(start, end), content: bytes.subarray(contentStart, end) });
    start = end;
  }
  return found;
}

/** Lines of 64 characters (RFC 7468, section 2). */
export function pem(label: string, der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

/** The content of the first PEM block with this label; undefined if there is none. */
export function fromPem(label: string, text: string): Buffer | undefined {
  const body = new RegExp(`-----BEGIN ${label}-----([^-]+)-----END ${label}-----`).exec(text)?.[1];
  return body === undefined ? undefined : Buffer.from(body.replace(/\s/g, ""), "base64");
}
