import { earlyRenewalHours } from "../common/validity";

const hoursPerDay = 24;

/** How long a self-signed certificate is valid, in hours, as @pulumi/tls needs it. */
export interface Validity {
  readonly validityPeriodHours: number;
  /** How many hours before its end the certificate is renewed. */
  readonly earlyRenewalHours: number;
}

/** The validity for `days`: renewed 30 days before its end, or with a third of its lifetime left if that is shorter. */
export function validity(days: number): Validity {
  return { validityPeriodHours: days * hoursPerDay, earlyRenewalHours: earlyRenewalHours(days) };
}

/** RFC 5280, appendix A.1: ub-common-name. */
const longestCommonName = 64;

/** The subject of a certificate for `names`: the first that fits is the common name. Clients look only at the alternative names. */
export function subject(names: readonly string[]): { commonName?: string } {
  const commonName = names.find((name) => name.length <= longestCommonName);
  return commonName === undefined ? {} : { commonName };
}
