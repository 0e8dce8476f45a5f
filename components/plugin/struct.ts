import { bytesField, doubleField, message, readFields, varintField } from "./wire";

/** What google.protobuf.Value can say. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

/** The numbers of google.protobuf.Value's fields (google/protobuf/struct.proto). */
const kind = { null: 1, number: 2, string: 3, boolean: 4, struct: 5, list: 6 } as const;

/** google.protobuf.Struct to an object. */
export function readStruct(struct: Buffer): JsonObject {
  return Object.fromEntries(
    readFields(struct).map(({ value: entry }) => {
      const [name, value] = [1, 2].map((number) => readFields(bytes(entry)).find((field) => field.number === number)?.value);
      return [name === undefined ? "" : bytes(name).toString(), value === undefined ? null : readValue(bytes(value))] as const;
    }),
  );
}

function readValue(encoded: Buffer): Json {
  const field = readFields(encoded).at(-1);
  if (!field) return null;
  switch (field.number) {
    case kind.number:
      return field.value as number;
    case kind.string:
      return bytes(field.value).toString();
    case kind.boolean:
      return field.value !== 0;
    case kind.struct:
      return readStruct(bytes(field.value));
    case kind.list:
      return readFields(bytes(field.value)).map(({ value }) => readValue(bytes(value)));
    default:
      return null;
  }
}

function bytes(value: number | Buffer): Buffer {
  if (typeof value === "number") throw new TypeError("Cannot read a google.protobuf.Struct: a number is where a message must be");
  return value;
}

/** An object to google.protobuf.Struct; what is undefined is left out. Throws on what JSON cannot say. */
export function writeStruct(object: object): Buffer {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return message(...entries.map(([name, value]) => bytesField(1, message(bytesField(1, name), bytesField(2, writeValue(name, value))))));
}

function writeValue(name: string, value: unknown): Buffer {
  if (value === null) return varintField(kind.null, 0);
  if (typeof value === "number") return doubleField(kind.number, value);
  if (typeof value === "string") return bytesField(kind.string, value);
  if (typeof value === "boolean") return varintField(kind.boolean, value);
  if (Array.isArray(value)) return bytesField(kind.list, message(...value.map((element) => bytesField(1, writeValue(name, element)))));
  if (typeof value === "object") return bytesField(kind.struct, writeStruct(value));
  throw new TypeError(`Cannot send the property ${name} to the engine as JSON must be able to say it: it is a ${typeof value}`);
}
