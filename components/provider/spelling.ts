import type { PackageSpec, PropertySpec } from "./schema/spec";
import { isList, isMark, isObject, type Json, type Properties } from "./value";

/**
 * A component's inputs with the keys of settings as the schema spells them. Pulumi's SDK for Python translates a dictionary's keys (`max_body_size`) only if
 * all its values have the right types: for one wrong value every other key would be refused too.
 */
export function spelled(inputs: Properties, type: string, { resources, types }: Pick<PackageSpec, "resources" | "types">): Properties {
  const objects = [...Object.values(types).map((each) => ("properties" in each ? each.properties : {})), resources[type]?.inputProperties];
  const settings = new Map(objects.flatMap((each = {}): [string, PropertySpec][] => Object.entries(each)));

  // The keys of a map are the program's.
  function within(value: Json, isMap: boolean): Json {
    if (isList(value)) return value.map((item) => within(item, false));
    if (!isObject(value)) return value;
    const entries = Object.entries(value).map(([key, part]): [string, Json] => {
      const camel = key.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
      const name = isMap || settings.has(key) || !settings.has(camel) || camel in value ? key : camel;
      return [name, within(part, isMark(value) ? isMap : !isMap && settings.get(name)?.additionalProperties !== undefined)];
    });
    return Object.fromEntries(entries);
  }
  return within(inputs, false) as Properties;
}
