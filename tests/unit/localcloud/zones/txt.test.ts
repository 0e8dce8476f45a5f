import fc from "fast-check";
import { characterStrings, isCut, quoted } from "../../../../localcloud/zones/txt";

const texts = (content: string): string[] | undefined => characterStrings(content)?.map((string) => string.toString());

describe("the content of a TXT record", () => {
  it.each([
    ["plain text", ["plain text"]],
    ['"quoted"', ["quoted"]],
    ['"first" "second"', ["first", "second"]],
    ['"a \\" and a \\\\"', ['a " and a \\']],
    ['"\\195\\164"', ["ä"]],
    ["ä", ["ä"]],
    ['""', [""]],
  ])("%s has the strings %j", (content, strings) => {
    expect(texts(content)).toEqual(strings);
  });

  it.each(['"open', '"a" b', '"a"b"', '"\\"'])("%s is malformed", (content) => {
    expect(texts(content)).toBeUndefined();
  });

  it("is cut into strings of at most 255 octets, without losing one", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", minLength: 1, maxLength: 2000 }).filter((text) => !text.startsWith('"')),
        (content) => {
          const strings = characterStrings(content) ?? [];
          expect(Buffer.concat(strings).equals(Buffer.from(content))).toBe(true);
          expect(strings.every((string) => string.length <= 255)).toBe(true);
          expect(isCut(content)).toBe(Buffer.byteLength(content) > 255);
        },
      ),
    );
  });

  it("reads back what it writes in quotes", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 255 }), { minLength: 1, maxLength: 5 }), (octets) => {
        const strings = octets.map((each) => Buffer.from(each));
        expect(characterStrings(quoted(strings))).toEqual(strings);
      }),
    );
  });
});
