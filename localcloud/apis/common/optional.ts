import * as v from "valibot";

/** An optional attribute; `null` counts as missing, as the vendors' Go and Python clients send it. */
export function optional<T>(schema: v.GenericSchema<unknown, T>): v.GenericSchema<unknown, T | undefined> {
  return v.pipe(
    v.nullish(schema),
    v.transform((value) => value ?? undefined),
  );
}
