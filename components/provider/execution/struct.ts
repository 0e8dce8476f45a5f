import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../value";

/** The properties in a message; empty without a message. */
export function fromStruct(struct: Struct | undefined): Properties {
  return (struct?.toJavaScript() ?? {}) as Properties;
}

/** The properties as a message, without those that are undefined. */
export function toStruct(properties: object): Struct {
  const defined = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Struct.fromJavaScript(Object.fromEntries(defined) as Record<string, JavaScriptValue>);
}
