import * as v from "valibot";
import { loginEntries } from "../../shared/destination";

/** The data on a machine, besides its releases, that is lost with the machine: what it is, by folder. */
export type StoredData = Readonly<Record<string, string>>;

const folder = v.pipe(v.string(), v.regex(/^\/[\x21-\x7e]*$/, "must be the absolute path of a folder"));
const data = v.optional(v.record(folder, v.string()));

/** The schema entries for stored data. `leaveDataOn` names a machine that may be replaced nevertheless. */
export const storedDataEntries = { data, earlierData: data, leaveDataOn: v.optional(loginEntries.machine) };
