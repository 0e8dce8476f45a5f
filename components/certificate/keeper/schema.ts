import * as v from "valibot";
import { destinationEntries } from "../../shared/destination";
import { siteDomain } from "../../shared/domain-name";
import { secret, settings } from "../../shared/validation";
import { alarmEntries } from "../common/alarm-schema";
import { selfSignedEntries } from "../self-signed/schema";
import { certificatePem, emailAddress, keyPem, names, profile, requiredKeyType } from "../common/setting-schemas";

/** The schema of the resource of a host's account at a CA. */
export const accountEntries = {
  ...destinationEntries,
  site: siteDomain,
  directory: v.string(),
  root: v.optional(certificatePem),
  email: emailAddress,
};

/** The schema of the resource of a certificate that a host keeps. */
export const keeperEntries = {
  ...destinationEntries,
  site: siteDomain,
  names: names(v.string()),
  directory: v.optional(v.string()),
  email: emailAddress,
  root: v.optional(certificatePem),
  profile,
  days: selfSignedEntries.days,
  keyType: requiredKeyType,
  records: v.optional(v.array(settings({ name: v.string(), content: v.string() }))),
  standby: v.optional(certificatePem),
  standbyKey: v.optional(secret(keyPem)),
  ...alarmEntries,
  revokeOnDelete: v.boolean(),
};
