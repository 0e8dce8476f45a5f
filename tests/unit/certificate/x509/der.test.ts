import { bits, boolean, derOf, element, integer, isTagged, octets, oid, sequence, tagged, taggedOctets } from "../../../../components/certificate/x509/der";
import { der, octets as hex } from "../../../support/der";

const damaged = "It was damaged, or it is something else: copy the whole file again";

describe("an element", () => {
  test.each([0, 1, 127, 128, 255, 256, 65_535, 65_536, 2 ** 24])("of %d octets is read whole", (length) => {
    const content = Buffer.alloc(length, 0xa5);
    expect(octets(element(der(0x04, content))).equals(content)).toBe(true);
  });

  test("that holds others keeps them as they were written", () => {
    const found = element(hex("30 0a 02 01 05 a0 05 04 03 01 02 03"));
    expect(sequence(found).map((each) => derOf(each).toString("hex"))).toEqual(["020105", "a0050403010203"]);
    expect(tagged(sequence(found)[1], 0).map(octets)).toEqual([hex("01 02 03")]);
  });

  test.each([
    ["nothing", ""],
    ["two elements", "05 00 05 00"],
    ["an element without a length", "30"],
    ["an element whose length is cut off", "04 82 01"],
    ["an element of one octet less than it says", "04 03 01 02"],
    ["an element whose end is not written, and not there", "30 80 02 01 05"],
  ])("%s is refused", (_what, text) => {
    expect(() => element(hex(text))).toThrow(new RegExp(`^Cannot read the content as DER: .+\\. ${damaged}$`));
  });

  test("of another kind is refused, and so is none", () => {
    const nothing = element(hex("05 00"));
    for (const read of [sequence, octets, oid, integer, bits]) {
      expect(() => read(nothing)).toThrow(/is expected and NULL is there/);
      expect(() => read(undefined)).toThrow(/is expected and nothing is there/);
    }
    expect(() => derOf(undefined)).toThrow("an element is missing");
    expect(boolean(nothing)).toBeUndefined();
  });
});

describe("an element that was tagged anew", () => {
  test("is known by its number, and by that alone", () => {
    expect([
      isTagged(element(hex("82 01 61")), 2),
      isTagged(element(hex("82 01 61")), 1),
      isTagged(element(hex("02 01 61")), 2),
      isTagged(undefined, 2),
    ]).toEqual([true, false, false, false]);
  });

  test.each([["82 02 61 62"], ["a2 06 04 01 61 04 01 62"]])("has its octets in one piece or in several: %s", (text) => {
    expect(taggedOctets(element(hex(text)), 2).toString()).toBe("ab");
  });

  test("of another number is refused", () => {
    expect(() => taggedOctets(element(hex("82 01 61")), 3)).toThrow("[3] is missing");
    expect(() => tagged(element(hex("a2 00")), 3)).toThrow("[3] is missing");
  });
});

describe("a whole number", () => {
  test.each([
    ["02 01 00", 0],
    ["02 01 7f", 127],
    ["02 02 00 80", 128],
    ["02 04 7f ff ff ff", 2 ** 31 - 1],
    ["02 05 00 ff ff ff ff", 2 ** 32 - 1],
  ])("%s is %d", (text, value) => {
    expect(integer(element(hex(text)))).toBe(value);
  });

  test.each(["02 01 80", "02 01 ff", "02 02 80 00", "02 05 01 00 00 00 00"])("%s is refused, as it is negative or has more than 32 bits", (text) => {
    expect(() => integer(element(hex(text)))).toThrow("a small number is expected");
  });
});

describe("an object identifier", () => {
  // As RFC 8017, RFC 5280 and RFC 4519 print them.
  test.each([
    ["2a 86 48 86 f7 0d 01 01 01", "1.2.840.113549.1.1.1"],
    ["55 1d 0f", "2.5.29.15"],
    ["09 92 26 89 93 f2 2c 64 01 01", "0.9.2342.19200300.100.1.1"],
  ])("%s is %s", (text, dotted) => {
    expect(oid(element(der(0x06, hex(text))))).toBe(dotted);
  });

  test("that ends within a number is refused", () => {
    expect(() => oid(element(hex("06 03 55 1d 8f")))).toThrow(damaged);
  });
});

test("the bits of a bit string come first one first", () => {
  expect(bits(element(hex("03 02 05 a0")))).toEqual([true, false, true, false, false, false, false, false]);
});
