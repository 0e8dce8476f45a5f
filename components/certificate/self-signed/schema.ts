import * as v from "valibot";
import { hostPattern } from "../../shared/domain-name";
import { keyType, names } from "../common/setting-schemas";

/** What may be said about a self-signed certificate. */
export const selfSignedEntries = {
  keyType,
  days: v.optional(
    v.pipe(v.number(), v.integer("must be a whole number of days"), v.minValue(1, "must be at least 1 day"), v.maxValue(3650, "must be at most 3650 days")),
  ),
};

/** What the arguments of `SelfSignedCertificate` must be. */
export const selfSignedRules = { entries: { ...selfSignedEntries, dnsNames: names(hostPattern) } };
