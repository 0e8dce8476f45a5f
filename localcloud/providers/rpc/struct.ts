import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { isList, Secret, unknown, type Value, type ValueMap } from "../contract/value";

/**
 * The engine's mark for values that JSON cannot express: an object with this key is special, and the key's value says how
 * (pulumi/sdk/go/common/resource: SigKey, SecretSig; plugin/rpc.go: UnknownStringValue and its kin).
 */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const unknowns: ReadonlySet<string> = new Set([
  unknownString,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function fromStruct(struct: Struct | undefined): ValueMap {
  return struct ? fromObject(struct.toJavaScript()) : {};
}

export function toStruct(map: ValueMap): Struct {
  return Struct.fromJavaScript(toObject(map));
}

function fromObject(object: Readonly<Record<string, JavaScriptValue>>): ValueMap {
  return Object.fromEntries(Object.entries(object).map(([name, value]) => [name, fromJson(value)]));
}

function fromJson(value: JavaScriptValue): Value {
  if (typeof value === "string") return unknowns.has(value) ? unknown : value;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(fromJson);
  const object = value as Record<string, JavaScriptValue>;
  if (object[signature] === secretSignature) return new Secret(fromJson(object.value ?? null));
  if (signature in object)
    throw new Error("Cannot use an asset, an archive or a resource as a property of these providers: give a string, a number, a boolean, a list or an object");
  return fromObject(object);
}

function toObject(map: ValueMap): Record<string, JavaScriptValue> {
  return Object.fromEntries(Object.entries(map).map(([name, value]) => [name, toJson(value)]));
}

function toJson(value: Value): JavaScriptValue {
  if (value === unknown) return unknownString;
  if (value instanceof Secret) return { [signature]: secretSignature, value: toJson(value.value) };
  if (isList(value)) return value.map(toJson);
  if (typeof value === "object" && value !== null) return toObject(value as ValueMap);
  return value as JavaScriptValue;
}
