import * as v from "valibot";
import { hostPattern } from "../../shared/domain-name";
import { keyType, names } from "../common/setting-schemas";

/** The schema of a self-signed certificate's settings. */
export const selfSignedEntries = {
  keyType,
  days: v.optional(
    v.pipe(v.number(), v.integer("must be a whole number of days"), v.minValue(1, "must be at least 1 day"), v.maxValue(3650, "must be at most 3650 days")),
  ),
};

/** The schema of the arguments of `SelfSignedCertificate`. */
export const selfSignedRules = { entries: { ...selfSignedEntries, dnsNames: names(hostPattern) } };
