import fc from "fast-check";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { readStruct, writeStruct } from "../../../components/plugin/struct";
import { bytesField, message, readFields, varintField } from "../../../components/plugin/wire";

// Google's library assigns by name, and so loses what is called __proto__ at any depth.
const anyObject = fc
  .dictionary(
    fc.string({ unit: "binary" }),
    fc.jsonValue({ noUnicodeString: false, maxDepth: 4 }).map((value) => JSON.parse(JSON.stringify(value)) as JavaScriptValue),
  )
  .filter((object) => !JSON.stringify(object).includes("__proto__"));

/** Held against Google's own library. */
describe("google.protobuf.Struct", () => {
  test("is written as the library reads it", () => {
    fc.assert(fc.property(anyObject, (object) => expect(Struct.deserializeBinary(writeStruct(object)).toJavaScript()).toEqual(object)));
  });

  test("is read as the library writes it", () => {
    fc.assert(fc.property(anyObject, (object) => expect(readStruct(Buffer.from(Struct.fromJavaScript(object).serializeBinary()))).toEqual(object)));
  });

  test("has no place for what is undefined, and refuses what JSON cannot say", () => {
    expect(readStruct(writeStruct({ here: 1, absent: undefined }))).toEqual({ here: 1 });
    expect(() => writeStruct({ outer: { handler: () => 1 } })).toThrow("Cannot send the property handler to the engine as JSON must be able to say it: it is a function");
  });
});

describe("a message", () => {
  test("keeps numbers of up to 53 bits", () => {
    fc.assert(fc.property(fc.maxSafeNat(), (value) => expect(readFields(varintField(4, value))).toEqual([{ number: 4, value }])));
  });

  test("that ends inside of a field is refused", () => {
    const whole = message(bytesField(1, "0123456789"));
    for (let length = 1; length < whole.length; length += 1) expect(() => readFields(whole.subarray(0, length))).toThrow(/^Cannot read a message of|out of range|outside buffer bounds/);
  });

  test("of random bytes is read or refused, and nothing else", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        try {
          readStruct(Buffer.from(bytes));
        } catch (error) {
          expect(error).toMatchObject({ name: expect.stringMatching(/^(Range|Type)Error$/) });
        }
      }),
    );
  });
});
