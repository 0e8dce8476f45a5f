import { earlyRenewalHours } from "../common/validity";

const hoursPerDay = 24;

/** How long a self-signed certificate is valid, in the hours that @pulumi/tls counts. */
export interface Validity {
  readonly validityPeriodHours: number;
  /** How many hours before its end the certificate is made anew. */
  readonly earlyRenewalHours: number;
}

/** The validity for `days`: renewed 30 days ahead, or with a third of its life left where that is shorter. */
export function validity(days: number): Validity {
  return { validityPeriodHours: days * hoursPerDay, earlyRenewalHours: earlyRenewalHours(days) };
}

/** RFC 5280, appendix A.1: ub-common-name. */
const longestCommonName = 64;

/** The subject of a certificate for `names`: the first that fits as common name. Clients look at the alternative names only. */
export function subject(names: readonly string[]): { commonName?: string } {
  const commonName = names.find((name) => name.length <= longestCommonName);
  return commonName === undefined ? {} : { commonName };
}
