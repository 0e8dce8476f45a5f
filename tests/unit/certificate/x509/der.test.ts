import fc from "fast-check";
import { children, contentOf, element, elements, integerOf, oidOf, tags } from "../../../../components/certificate/x509/der";
import { der, octets } from "../../../support/der";
import { openssl } from "../../../support/openssl";

const damaged = "It was damaged, or it is something else: copy the whole file again";

describe("an element", () => {
  test.each([0, 1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 24 - 1, 2 ** 24])("of %d octets is read whole, whatever follows it", (length) => {
    const content = Buffer.alloc(length, 0xa5);
    const bytes = der(tags.octetString, content);
    const [first, second, ...rest] = elements(Buffer.concat([bytes, octets("05 00")]));
    expect(first?.tag).toBe(tags.octetString);
    expect(first?.content.equals(content)).toBe(true);
    expect(first?.bytes.equals(bytes)).toBe(true);
    expect([second, rest]).toEqual([{ tag: 5, content: Buffer.alloc(0), bytes: octets("05 00") }, []]);
  });

  test("is found where openssl finds it", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 }), (contents) => {
        const bytes = der(tags.sequence, ...contents.map((content) => der(tags.octetString, content)));
        const told = openssl({ bytes }, ["asn1parse", "-inform", "DER", "-in", "bytes"]).toString();
        const lengths = [...told.matchAll(/hl=(\d+) l= *(\d+) prim: OCTET STRING/g)].map(([, head, length]) => [Number(head), Number(length)]);
        expect(children(element(bytes), tags.sequence).map(({ bytes: all, content }) => [all.length - content.length, content.length])).toEqual(lengths);
      }),
      { numRuns: 20 },
    );
  });

  test.each([
    ["without a length", "30", "a length is missing"],
    ["of indefinite length, which DER has not", "30 80 00 00", "a length is not in DER"],
    ["whose length takes five octets", "04 85 00 00 00 00 01 aa", "a length is not in DER"],
    ["whose length is cut off", "04 82 01", "a length is not in DER"],
    ["whose length of four octets is cut off", "04 84 00 00 00", "a length is not in DER"],
    ["of one octet less than it says", "04 03 01 02", "an element is longer than what holds it"],
    ["of one octet less than 128", `04 81 80 ${"00 ".repeat(127)}`, "an element is longer than what holds it"],
    ["of a tag of several octets", "1f 01 00", "a tag of several octets has no place in it"],
    ["of a constructed tag of several octets", "3f 01 00", "a tag of several octets has no place in it"],
  ])("%s is refused", (_what, text, reason) => {
    expect(() => elements(octets(text))).toThrow(`Cannot read the content as DER: ${reason}. ${damaged}`);
  });

  test("of the tags right beside those of several octets is read", () => {
    expect(elements(octets("1e 00 20 00")).map(({ tag }) => tag)).toEqual([0x1e, 0x20]);
  });

  test("is alone where one is expected", () => {
    expect(element(octets("05 00")).tag).toBe(tags.null);
    for (const text of ["", "05 00 05 00"]) expect(() => element(octets(text))).toThrow("one element must fill it");
  });

  test("has the tag that is expected, and is there", () => {
    const nothing = element(octets("05 00"));
    expect(() => contentOf(nothing, tags.sequence)).toThrow("the tag 0x30 is expected and 0x5 is there");
    expect(() => contentOf(undefined, tags.sequence)).toThrow("the tag 0x30 is expected and nothing is there");
    expect(() => children(nothing, tags.set)).toThrow("the tag 0x31 is expected and 0x5 is there");
  });

  // X.690, section 8.2 on: the universal tags, as openssl names them.
  test.each([
    ["BOOLEAN", tags.boolean, "01 01 ff"],
    ["INTEGER", tags.integer, "02 01 05"],
    ["BIT STRING", tags.bitString, "03 02 00 80"],
    ["OCTET STRING", tags.octetString, "04 01 aa"],
    ["NULL", tags.null, "05 00"],
    ["OBJECT", tags.oid, "06 01 2a"],
    ["SEQUENCE", tags.sequence, "30 00"],
    ["SET", tags.set, "31 00"],
  ])("that openssl calls %s has the tag %d", (name, tag, text) => {
    expect(openssl({ bytes: octets(text) }, ["asn1parse", "-inform", "DER", "-in", "bytes"]).toString()).toMatch(new RegExp(`(prim|cons): ${name} *(:|\\n|\\[|$)`));
    expect(element(octets(text)).tag).toBe(tag);
  });
});

describe("a whole number", () => {
  test.each([
    ["02 01 00", 0],
    ["02 01 7f", 127],
    ["02 02 00 80", 128],
    ["02 02 01 00", 256],
    ["02 04 7f ff ff ff", 2 ** 31 - 1],
    ["02 05 00 ff ff ff ff", 2 ** 32 - 1],
  ])("%s is %d", (text, value) => {
    expect(integerOf(element(octets(text)))).toBe(value);
  });

  test.each(["02 00", "02 01 80", "02 01 ff", "02 02 80 00", "02 06 00 00 00 00 00 01"])("%s is none that is small and not negative", (text) => {
    expect(() => integerOf(element(octets(text)))).toThrow("a small number is expected");
  });
});

describe("an object identifier", () => {
  test.each(["00", "27", "28", "4f", "50", "77", "78", "7f", "81 00", "88 37 03", "55 05 81 7f", "55 05 ff 7f", "55 05 81 80 00", "55 05 87 ff ff ff 7f"])("%s is read as openssl reads it", (text) => {
    const bytes = der(tags.oid, octets(text));
    const told = openssl({ bytes }, ["asn1parse", "-inform", "DER", "-in", "bytes"]).toString();
    expect(oidOf(element(bytes))).toBe(/OBJECT +:([\d.]+)\n/.exec(told)?.[1]);
  });

  // As RFC 8017, RFC 5280 and RFC 4519 print them.
  test.each([["2a 86 48 86 f7 0d 01 01 01", "1.2.840.113549.1.1.1"], ["55 1d 0f", "2.5.29.15"], ["09 92 26 89 93 f2 2c 64 01 01", "0.9.2342.19200300.100.1.1"]])("%s is %s", (text, oid) => {
    expect(oidOf(element(der(tags.oid, octets(text))))).toBe(oid);
  });

  test.each(["06 00", "06 01 88", "06 03 55 1d 8f"])("that is empty or ends within a number is refused: %s", (text) => {
    expect(() => oidOf(element(octets(text)))).toThrow("an object identifier is cut off");
  });
});
