/** One element of DER (X.690): its tag, its content, and all of its octets. */
export interface Der {
  readonly tag: number;
  readonly content: Buffer;
  readonly bytes: Buffer;
}

/** The tags that X.509 and PKCS #12 are made of. */
export const tags = { boolean: 0x01, integer: 0x02, bitString: 0x03, octetString: 0x04, null: 0x05, oid: 0x06, sequence: 0x30, set: 0x31 } as const;

/** The elements that stand one after another in `bytes`. Throws when they do not fill it exactly. */
export function elements(bytes: Buffer): Der[] {
  const found: Der[] = [];
  for (let at = 0; at < bytes.length; ) {
    const element = elementAt(bytes, at);
    found.push(element);
    at += element.bytes.length;
  }
  return found;
}

/** The one element that `bytes` is. Throws when there are none, several or a part of one. */
export function element(bytes: Buffer): Der {
  const [only, ...others] = elements(bytes);
  if (!only || others.length > 0) throw malformed("one element must fill it");
  return only;
}

/** The elements within a constructed one, which must have `tag`. */
export function children(parent: Der | undefined, tag: number): Der[] {
  return elements(contentOf(parent, tag));
}

/** The content of an element, which must have `tag`. */
export function contentOf(found: Der | undefined, tag: number): Buffer {
  if (found?.tag !== tag) throw malformed(`the tag 0x${tag.toString(16)} is expected and ${found ? `0x${found.tag.toString(16)}` : "nothing"} is there`);
  return found.content;
}

/** An object identifier in dotted form. */
export function oidOf(found: Der | undefined): string {
  const content = contentOf(found, tags.oid);
  if (((content.at(-1) ?? 0x80) & 0x80) !== 0) throw malformed("an object identifier is cut off");
  const [first = 0, ...rest] = arcs(content);
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - 40 * root, ...rest].join(".");
}

/** A whole number that is not negative and fits into 32 bits. */
export function integerOf(found: Der | undefined): number {
  const content = contentOf(found, tags.integer);
  if (content.length === 0 || content.length > 5 || content.readUInt8() > 0x7f) throw malformed("a small number is expected");
  return content.readUIntBE(0, content.length);
}

function elementAt(bytes: Buffer, at: number): Der {
  const tag = bytes.readUInt8(at);
  if ((tag & 0x1f) === 0x1f) throw malformed("a tag of several octets has no place in it");
  const { length, size } = lengthAt(bytes, at + 1);
  const start = at + 1 + size;
  if (start + length > bytes.length) throw malformed("an element is longer than what holds it");
  return { tag, content: bytes.subarray(start, start + length), bytes: bytes.subarray(at, start + length) };
}

function lengthAt(bytes: Buffer, at: number): { readonly length: number; readonly size: number } {
  const first = bytes[at];
  if (first === undefined) throw malformed("a length is missing");
  if (first < 0x80) return { length: first, size: 1 };
  const size = first & 0x7f;
  // 0x80 is the indefinite form, which BER has and DER has not.
  if (size === 0 || size > 4 || at + 1 + size > bytes.length) throw malformed("a length is not in DER");
  return { length: bytes.readUIntBE(at + 1, size), size: 1 + size };
}

function arcs(content: Buffer): number[] {
  const found: number[] = [];
  let value = 0;
  for (const octet of content) {
    value = value * 128 + (octet & 0x7f);
    if ((octet & 0x80) !== 0) continue;
    found.push(value);
    value = 0;
  }
  return found;
}

function malformed(reason: string): Error {
  return new Error(`Cannot read the content as DER: ${reason}. It was damaged, or it is something else: copy the whole file again`);
}
