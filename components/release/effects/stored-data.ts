import * as v from "valibot";
import { loginEntries } from "../../shared/destination";

/** What is on a machine beside its releases, and goes with the machine: what it holds, by its folder. */
export type StoredData = Readonly<Record<string, string>>;

const folder = v.pipe(v.string(), v.regex(/^\/[\x21-\x7e]*$/, "must be the absolute path of a folder"));

/** What may be said about it; `leaveDataOn` names the machine that may be replaced nevertheless. */
export const storedDataEntries = { data: v.optional(v.record(folder, v.string())), leaveDataOn: v.optional(loginEntries.machine) };
