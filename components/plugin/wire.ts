/**
 * Protocol Buffers' wire format (https://protobuf.dev/programming-guides/encoding/), as far as the engine's messages need it: the
 * library and the generated messages take longer to load than a whole run without a change takes.
 */

/** A field as it travels: a number for varints and doubles, bytes for everything that has a length. */
export interface Field {
  readonly number: number;
  readonly value: number | Buffer;
}

const wireType = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** The fields of a message, in the order in which they travel. Throws where the message ends inside of one. */
export function readFields(message: Buffer): Field[] {
  const fields: Field[] = [];
  for (let offset = 0; offset < message.length; ) {
    const tag = readVarint(message, offset);
    const field = readValue(message, tag.end, tag.value & 7);
    fields.push({ number: tag.value >>> 3, value: field.value });
    offset = field.end;
  }
  return fields;
}

interface Read<T> {
  readonly value: T;
  /** Where the next one begins. */
  readonly end: number;
}

function readValue(message: Buffer, offset: number, type: number): Read<number | Buffer> {
  switch (type) {
    case wireType.varint:
      return readVarint(message, offset);
    case wireType.fixed64:
      return { value: message.readDoubleLE(offset), end: offset + 8 };
    case wireType.fixed32:
      return { value: message.readUInt32LE(offset), end: offset + 4 };
    case wireType.bytes: {
      const length = readVarint(message, offset);
      const end = length.end + length.value;
      if (end > message.length) throw new RangeError(`Cannot read a message of ${message.length} bytes: a field of it ends at byte ${end}`);
      return { value: message.subarray(length.end, end), end };
    }
    default:
      throw new RangeError(`Cannot read a message with a field of the wire type ${type}: there are ${Object.values(wireType).join(", ")}`);
  }
}

/** Exact up to 2^53. */
function readVarint(message: Buffer, offset: number): Read<number> {
  let value = 0;
  for (let end = offset, factor = 1; ; end += 1, factor *= 128) {
    const byte = message.readUInt8(end);
    value += (byte & 127) * factor;
    if (byte < 128) return { value, end: end + 1 };
  }
}

/** A message of fields that {@link bytesField}, {@link varintField} and {@link doubleField} made. */
export const message = (...fields: readonly Buffer[]): Buffer => Buffer.concat(fields);

/** A text, or a message in the message. */
export function bytesField(number: number, value: Buffer | string): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value) : value;
  return Buffer.concat([tag(number, wireType.bytes), varint(bytes.length), bytes]);
}

/** A boolean or a number of an enumeration. */
export const varintField = (number: number, value: number | boolean): Buffer => Buffer.concat([tag(number, wireType.varint), varint(Number(value))]);

export function doubleField(number: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([tag(number, wireType.fixed64), bytes]);
}

const tag = (number: number, type: number): Buffer => varint(number * 8 + type);

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}
