import { BitString, Boolean as AsnBoolean, Constructed, fromBER, Integer, ObjectIdentifier, OctetString, Primitive, Sequence, type AsnType } from "asn1js";

/** One element of ASN.1 (X.690), as asn1js reads it. */
export type Element = AsnType;

/** X.690, section 8.1.2.2: the class of a tag whose meaning depends on its place. */
const contextSpecific = 3;

/** Reads `bytes` as one element. Throws when there is nothing, more than one element or part of one. */
export function element(bytes: Uint8Array): Element {
  const { offset, result } = fromBER(bytes, { parseEmbedded: false });
  if (offset !== bytes.length) throw malformed(result.error || "something follows the element");
  return result;
}

/** The octets of an element, with its tag and length. */
export function derOf(from: Element | undefined): Buffer {
  if (!from) throw malformed("an element is missing");
  return Buffer.from(from.valueBeforeDecodeView);
}

/** The elements of a SEQUENCE. */
export function sequence(from: Element | undefined): Element[] {
  return expected(from, Sequence).valueBlock.value;
}

/** The octets of an OCTET STRING. */
export function octets(from: Element | undefined): Buffer {
  return Buffer.from(expected(from, OctetString).getValue());
}

/** The octets of an element with the context-specific tag [number], in one piece or in several. */
export function taggedOctets(from: Element | undefined, number: number): Buffer {
  if (!isTagged(from, number)) throw malformed(`[${number}] is missing`);
  return from instanceof Constructed ? Buffer.concat(from.valueBlock.value.map(octets)) : Buffer.from(expected(from, Primitive).valueBlock.valueHexView);
}

/** The elements of a constructed element with the context-specific tag [number]. */
export function tagged(from: Element | undefined, number: number): Element[] {
  if (!isTagged(from, number)) throw malformed(`[${number}] is missing`);
  return expected(from, Constructed).valueBlock.value;
}

export function isTagged(from: Element | undefined, number: number): boolean {
  return from?.idBlock.tagClass === contextSpecific && from.idBlock.tagNumber === number;
}

/** An object identifier in dotted form. */
export function oid(from: Element | undefined): string {
  return expected(from, ObjectIdentifier).getValue();
}

/** A whole number that is not negative and fits into 32 bits. */
export function integer(from: Element | undefined): number {
  const value = expected(from, Integer).toBigInt();
  if (value < 0 || value >= 2n ** 32n) throw malformed("a small number is expected");
  return Number(value);
}

/** The value of a BOOLEAN; `undefined` for anything else, as it is optional. */
export function boolean(from: Element | undefined): boolean | undefined {
  return from instanceof AsnBoolean ? from.getValue() : undefined;
}

/** The bits of a BIT STRING, the first one first. */
export function bits(from: Element | undefined): boolean[] {
  return [...expected(from, BitString).valueBlock.valueHexView].flatMap((octet) => Array.from({ length: 8 }, (_, bit) => (octet & (0x80 >> bit)) !== 0));
}

function expected<Kind extends Element>(from: Element | undefined, kind: (new () => Kind) & { readonly NAME: string }): Kind {
  if (from instanceof kind) return from;
  throw malformed(`${kind.NAME} is expected and ${from ? (from.constructor as typeof kind).NAME : "nothing"} is there`);
}

function malformed(reason: string): Error {
  return new Error(`Cannot read the content as DER: ${reason}. It was damaged, or it is something else: copy the whole file again`);
}
