import { bytesField, doubleField, message, readFields, varintField } from "../../../components/plugin/wire";
import { octets } from "../../support/der";

// Source: protobuf.dev/programming-guides/encoding, whose examples these are.
test.each<[string, Buffer, string]>([
  ["an integer", varintField(1, 150), "08 96 01"],
  ["a text", bytesField(2, "testing"), "12 07 74 65 73 74 69 6e 67"],
  ["a message in a message", bytesField(3, varintField(1, 150)), "1a 03 08 96 01"],
  ["several fields", message(varintField(6, 3), varintField(6, 270)), "30 03 30 8e 02"],
  ["true", varintField(4, true), "20 01"],
  ["false", varintField(4, false), "20 00"],
  ["a double", doubleField(2, 1), "11 00 00 00 00 00 00 f0 3f"],
  ["a field whose number takes two octets", varintField(16, 0), "80 01 00"],
])("%s is written as the guide has it", (_what, written, expected) => {
  expect(written.equals(octets(expected))).toBe(true);
});

test.each([[127, "08 7f"], [128, "08 80 01"], [16_383, "08 ff 7f"], [16_384, "08 80 80 01"], [2 ** 32, "08 80 80 80 80 10"], [Number.MAX_SAFE_INTEGER, "08 ff ff ff ff ff ff ff 0f"]])("%d is %s, and back", (value, text) => {
  expect(varintField(1, value).equals(octets(text))).toBe(true);
  expect(readFields(octets(text))).toEqual([{ number: 1, value }]);
});

test("fields of every kind are read one after another", () => {
  expect(readFields(octets("0d 01 00 00 00 11 00 00 00 00 00 00 f0 3f 1a 02 68 69 20 05"))).toEqual([{ number: 1, value: 1 }, { number: 2, value: 1 }, { number: 3, value: Buffer.from("hi") }, { number: 4, value: 5 }]);
});

test.each([
  ["12 07 74 65", "Cannot read a message of 4 bytes: a field of it ends at byte 9"],
  ["12 02 74", "Cannot read a message of 3 bytes: a field of it ends at byte 4"],
  ["0b", "Cannot read a message with a field of the wire type 3: there are 0, 1, 2, 5"],
  ["0e 01", "Cannot read a message with a field of the wire type 6: there are 0, 1, 2, 5"],
])("%s is refused", (text, reason) => expect(() => readFields(octets(text))).toThrow(reason));

test("a field that ends with its message is read", () => expect(readFields(octets("12 01 74"))).toEqual([{ number: 2, value: Buffer.from("t") }]));
