/**
 * The part of the Distinguished Encoding Rules (ITU-T X.690) for certificates: asn1js writes and reads one element, and parts are joined as bytes.
 * The package that the rest of this project uses cannot make these certificates, as the vendor's provider also signs with P-224, which WebCrypto lacks.
 */
import {
  BitString,
  Boolean as AsnBoolean,
  fromBER,
  GeneralizedTime,
  IA5String,
  Integer,
  ObjectIdentifier,
  OctetString,
  Primitive,
  PrintableString,
  UTCTime,
  Utf8String,
  type AsnType,
} from "asn1js";

/** X.690, section 8.1.2.2: the class of tags that mean the same everywhere, and the class of tags whose meaning depends on their place. */
const [universal, contextSpecific] = [1, 3];

const bytesOf = (written: AsnType): Buffer => Buffer.from(written.toBER());

function constructed(tagClass: number, tagNumber: number, contents: readonly Uint8Array[]): Buffer {
  const written = new Primitive({ idBlock: { tagClass, tagNumber }, valueHex: Buffer.concat(contents) });
  written.idBlock.isConstructed = true;
  return bytesOf(written);
}

export function sequence(...contents: readonly Uint8Array[]): Buffer {
  return constructed(universal, 16, contents);
}

export function set(...contents: readonly Uint8Array[]): Buffer {
  return constructed(universal, 17, contents);
}

/** `[number]`, constructed: explicit tagging, or an implicitly tagged sequence or set. */
export function context(number: number, ...contents: readonly Uint8Array[]): Buffer {
  return constructed(contextSpecific, number, contents);
}

/** `[number]`, primitive: an implicitly tagged string. */
export function contextString(number: number, content: Uint8Array): Buffer {
  return bytesOf(new Primitive({ idBlock: { tagClass: contextSpecific, tagNumber: number }, valueHex: content }));
}

/** A non-negative integer. */
export function integer(value: bigint | number): Buffer {
  return bytesOf(Integer.fromBigInt(value));
}

export const yes = bytesOf(new AsnBoolean({ value: true }));

export function octetString(content: Uint8Array): Buffer {
  return bytesOf(new OctetString({ valueHex: content }));
}

export function bitString(content: Uint8Array, unusedBits = 0): Buffer {
  return bytesOf(new BitString({ valueHex: content, unusedBits }));
}

export function oid(dotted: string): Buffer {
  return bytesOf(new ObjectIdentifier({ value: dotted }));
}

export const utf8 = (value: string): Buffer => bytesOf(new Utf8String({ value }));
export const printable = (value: string): Buffer => bytesOf(new PrintableString({ value }));
export const ia5 = (value: string): Buffer => bytesOf(new IA5String({ value }));

/** RFC 5280, section 4.1.2.5: UTCTime through 2049, GeneralizedTime from then on; whole seconds. */
export function time(date: Date): Buffer {
  const valueDate = new Date(Math.floor(date.getTime() / 1000) * 1000);
  return bytesOf(valueDate.getUTCFullYear() < 2050 ? new UTCTime({ valueDate }) : new GeneralizedTime({ valueDate }));
}

export interface Element {
  /** Whether it is `[0]`, constructed. */
  readonly isFirstContext: boolean;
  /** The element with its header. */
  readonly bytes: Buffer;
  readonly content: Buffer;
}

/** The consecutive elements in `bytes`; none where there are no bytes. */
export function elements(bytes: Buffer | undefined): Element[] {
  const found: Element[] = [];
  if (bytes === undefined) return found;
  for (let start = 0; start < bytes.length;) {
    const { offset, result } = fromBER(bytes.subarray(start), { parseEmbedded: false });
    if (offset < 0) throw new Error(`Cannot read DER: ${result.error}`);
    const { idBlock, lenBlock } = result;
    const end = start + offset;
    found.push({
      isFirstContext: idBlock.tagClass === contextSpecific && idBlock.tagNumber === 0,
      bytes: bytes.subarray(start, end),
      content: bytes.subarray(start + idBlock.blockLength + lenBlock.blockLength, end),
    });
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
