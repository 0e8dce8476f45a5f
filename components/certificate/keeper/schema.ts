import * as v from "valibot";
import { destinationEntries } from "../../shared/destination";
import { siteDomain } from "../../shared/domain-name";
import { emailAddress } from "../acme/account-config";
import { secret } from "../../shared/validation";
import { certificatePem, names, profile, requiredKeyType, webhookUrl } from "../common/setting-schemas";

/** The schema of the resource of a certificate that a host keeps. */
export const keeperEntries = {
  ...destinationEntries,
  site: siteDomain,
  names: names(v.string()),
  directory: v.string(),
  email: emailAddress,
  root: v.optional(certificatePem),
  profile,
  keyType: requiredKeyType,
  webhook: v.optional(secret(webhookUrl)),
  revokeOnDelete: v.boolean(),
};
