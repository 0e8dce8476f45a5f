import * as v from "valibot";
import { ipv6Address } from "../../shared/address";
import { destinationEntries } from "../../shared/destination";
import { settings } from "../../shared/validation";

/** The schema of how a host is reached. */
export const accessSchema = settings({ ...destinationEntries, ipv6: v.optional(ipv6Address), deletedWith: v.optional(v.unknown()) });
