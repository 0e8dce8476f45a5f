import * as v from "valibot";
import { shapedLike } from "../../shared/validation";

/** The schema of hosts by their names. A list would name them by their places, and replace those that move up in it. */
export function hostsByName(name: v.GenericSchema<string>, host: v.GenericSchema): v.GenericSchema {
  const named = v.record(name, host);
  return shapedLike(
    named,
    v.pipe(
      v.unknown(),
      v.check((value) => !Array.isArray(value), "must be an object with a name for each host"),
      named,
    ),
  );
}
