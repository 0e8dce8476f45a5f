import * as v from "valibot";
import { destinationEntries } from "../../shared/destination";
import { settings } from "../../shared/validation";

/** The schema of how a host is reached. */
export const accessSchema = settings({ ...destinationEntries, deletedWith: v.optional(v.unknown()) });
