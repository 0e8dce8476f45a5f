/** A property in the engine's protocol: JSON in which secrets and values that are not known yet are marked. */
export type Json = null | boolean | number | string | readonly Json[] | Properties;

/** The properties of a resource. */
export interface Properties {
  readonly [name: string]: Json;
}

/** An object with this key is a mark, whose value says which one. Source: pulumi/sdk/go/common/resource/properties.go. */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";
const outputSignature = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const resourceSignature = "5cf8f73096256a8f31e491e813e4eb8e";

/** Stands for a value that a preview does not know yet. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** The same for each type of value. Source: pulumi/sdk/go/common/resource/plugin/rpc.go. */
const unknowns: ReadonlySet<Json> = new Set<Json>([
  unknown,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isObject(value: Json | undefined): value is Properties {
  return typeof value === "object" && value !== null && !isList(value);
}

/** Whether an object is a mark: of a secret, an output, a resource, an asset or an archive. */
export function isMark(value: Properties): boolean {
  return signature in value;
}

function isSecret(value: Json | undefined): value is Properties {
  return isObject(value) && value[signature] === secretSignature;
}

function isOutput(value: Json | undefined): value is Properties {
  return isObject(value) && value[signature] === outputSignature;
}

/** Marks a value as secret, unless it is marked already. */
export function secret(value: Json): Json {
  return isSecret(value) ? value : { [signature]: secretSignature, value };
}

/** The properties without the marks for secrets and for outputs that a component was given. */
export function reveal(properties: Properties): Properties {
  return mapValues(properties, revealed);
}

function revealed(value: Json): Json {
  if (isOutput(value)) return value.value === undefined ? unknown : revealed(value.value);
  if (isSecret(value)) return revealed(value.value ?? null);
  if (isList(value)) return value.map(revealed);
  return isObject(value) ? reveal(value) : value;
}

/** The properties without those that are null, at any depth: a program in Python gives `None`, or another resource's empty output, for what it leaves out. */
export function withoutNulls(properties: Properties): Properties {
  const given = Object.entries(properties).filter(([, value]) => !isNothing(value) || isMark(properties));
  return Object.fromEntries(given.map(([name, value]) => [name, withoutNullsIn(value)]));
}

function isNothing(value: Json | undefined): boolean {
  if (isSecret(value) || isOutput(value)) return isNothing(value.value);
  return value === null;
}

function withoutNullsIn(value: Json): Json {
  if (isList(value)) return value.map(withoutNullsIn);
  return isObject(value) ? withoutNulls(value) : value;
}

/** The properties less those that are secret and nothing: Pulumi's SDK leaves out an output of `undefined` only when it is public. */
export function withoutNothing(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => !isSecret(value) || (value.value ?? null) !== null));
}

export function holdsSecret(value: Json | undefined): boolean {
  return holds(value, (part) => isSecret(part) || (isOutput(part) && part.secret === true));
}

/** A message without the texts and numbers that are secret in properties. Those of one or two characters say nothing, and are in every message. */
export function concealed(message: string, properties: readonly Properties[]): string {
  const found = secretTexts(properties).filter((text) => text.length > 2 && message.includes(text));
  if (found.length === 0) return message;
  const patterns = found
    .sort((a, b) => b.length - a.length)
    .map((text) => {
      const pattern = text.replaceAll(/[\\^$.*+?()[\]{}|]/g, "\\$&");
      // A short one may be a part of any word.
      return text.length < 6 ? `(?<!\\w)${pattern}(?!\\w)` : pattern;
    });
  return message.replaceAll(new RegExp(patterns.join("|"), "g"), "[secret]");
}

function secretTexts(value: Json | readonly Properties[], isHidden = false): string[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap((part: Json) => secretTexts(part, isHidden || isSecret(value as Json)));
  return isHidden && (typeof value === "string" || typeof value === "number") ? [String(value)] : [];
}

export function holdsUnknown(value: Json | undefined): boolean {
  return holds(value, (part) => unknowns.has(part));
}

/** Whether a value is a resource as a whole, of which other programs than those in TypeScript pass only the name. */
export function isResource(value: Json | undefined): boolean {
  return isObject(value) && value[signature] === resourceSignature;
}

/** Whether a value has a part that is not plain: a resource, an asset or an archive. */
export function holdsMark(value: Json | undefined): boolean {
  return holds(value, (part) => isObject(part) && isMark(part));
}

/** Whether a value or a part of it, at any depth, `is` so. */
function holds(value: Json | undefined, is: (part: Json) => boolean): boolean {
  if (value === undefined) return false;
  return is(value) || ((isList(value) || isObject(value)) && Object.values(value).some((part) => holds(part, is)));
}

/** The plain values of properties, without those that are wholly unknown yet. */
export function knownOf(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(reveal(properties)).filter(([, value]) => !unknowns.has(value)));
}

/** Marks the properties in `names` as secret, and the values that are secret in `like`, at the same depth. */
export function markSecrets(properties: Properties, names: readonly string[], like: Properties = {}): Properties {
  return mapValues(properties, (value, name) => (names.includes(name) ? secret(value) : markedLike(value, like[name])));
}

function markedLike(value: Json, like: Json | undefined): Json {
  if (!holdsSecret(like) || isSecret(value)) return value;
  if (isSecret(like)) return secret(value);
  if (isObject(value) && isObject(like)) return mapValues(value, (part, name) => markedLike(part, like[name]));
  // Elements may have moved, so it is unknown which one is secret: the whole list is marked.
  if (isList(value) && isList(like) && value.length === like.length) return value.map((part, index) => markedLike(part, like[index]));
  return secret(value);
}

function mapValues(properties: Properties, map: (value: Json, name: string) => Json): Properties {
  return Object.fromEntries(Object.entries(properties).map(([name, value]) => [name, map(value, name)]));
}
