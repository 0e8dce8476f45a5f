import { readStruct, writeStruct, type JsonObject } from "./struct";
import { bytesField, message, readFields, varintField } from "./wire";

/** What the engine asks of a resource; the numbers are those of pulumi/provider.proto. */
export interface Asked {
  readonly id: string;
  /** What the engine calls it. */
  readonly urn: string;
  /** The resource as it is. */
  readonly olds: JsonObject;
  /** What the program wants. */
  readonly news: JsonObject;
}

/** Where each method's request has its properties. */
const places = {
  Check: { id: 0, urn: 1, olds: 2, news: 3 },
  Diff: { id: 1, urn: 2, olds: 3, news: 4 },
  Create: { id: 0, urn: 1, olds: 0, news: 2 },
  Read: { id: 1, urn: 2, olds: 3, news: 0 },
  Update: { id: 1, urn: 2, olds: 3, news: 4 },
  Delete: { id: 1, urn: 2, olds: 3, news: 0 },
} as const;

/** The methods that concern one resource. */
export type Method = keyof typeof places;

export const isMethod = (name: string): name is Method => Object.hasOwn(places, name);

export function readRequest(method: Method, request: Buffer): Asked {
  const fields = readFields(request);
  const bytes = (number: number): Buffer => {
    const value = fields.find((field) => field.number === number)?.value;
    return value instanceof Buffer ? value : Buffer.alloc(0);
  };
  const { id, urn, olds, news } = places[method];
  return { id: bytes(id).toString(), urn: bytes(urn).toString(), olds: readStruct(bytes(olds)), news: readStruct(bytes(news)) };
}

/** DiffResponse.DiffChanges. */
const changed = { no: 1, yes: 2 } as const;

export const checkResponse = (inputs: object): Buffer => bytesField(1, writeStruct(inputs));

export function diffResponse({ changes, replaces }: { readonly changes: boolean; readonly replaces: readonly string[] }): Buffer {
  return message(...replaces.map((name) => bytesField(1, name)), varintField(4, changes ? changed.yes : changed.no));
}

export const createResponse = (id: string, outputs: object): Buffer => message(bytesField(1, id), bytesField(2, writeStruct(outputs)));

export const readResponse = (id: string, outputs: object, inputs: object): Buffer => message(bytesField(1, id), bytesField(2, writeStruct(outputs)), bytesField(3, writeStruct(inputs)));

export const updateResponse = (outputs: object): Buffer => bytesField(1, writeStruct(outputs));

/** google.protobuf.Empty. */
export const empty: Buffer = Buffer.alloc(0);

/** LogRequest of pulumi/engine.proto: information that is shown beside the resource, and gone when the resource is done. */
export const logRequest = (urn: string, text: string): Buffer => message(varintField(1, 1), bytesField(2, text), bytesField(3, urn), varintField(5, true));
