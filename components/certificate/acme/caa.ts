import type { ChallengeType } from "./challenge";

/** A CAA record. Source: RFC 8659, section 4.1. */
export interface CaaRecord {
  /** Lower case, e.g. `issue`. */
  readonly tag: string;
  readonly value: string;
  readonly critical: boolean;
}

/** The records at the nearest ancestor that has any. Source: RFC 8659, section 3. */
export interface CaaSet {
  /** Where they are, e.g. `example.com`. */
  readonly owner: string;
  readonly records: readonly CaaRecord[];
}

/** Who asks for a certificate, and how control is proven. */
export interface CaaRequest {
  readonly wildcard: boolean;
  /** The CA's own names, e.g. `letsencrypt.org`: `caaIdentities` in its directory. */
  readonly identities: readonly string[];
  /** The account's URL; undefined before there is an account: then `accounturi` is not checked. */
  readonly account: string | undefined;
  readonly challenge: ChallengeType;
}

const understood = ["issue", "issuewild", "iodef", "contactemail", "contactphone", "issuemail", "issuevmc"];

/** The names whose CAA records count for `name`, the nearest first. */
export function caaOwners(name: string): string[] {
  const labels = name.replace(/^\*\./, "").split(".");
  return labels.map((_, index) => labels.slice(index).join("."));
}

/** Why the records forbid the certificate, naming the record; `undefined` when they allow it. */
export function caaProblem({ owner, records }: CaaSet, request: CaaRequest): string | undefined {
  const unknown = records.find(({ critical, tag }) => critical && !understood.includes(tag));
  if (unknown) return `the CAA record ${show(owner, unknown)} is critical and not known to any CA`;
  const wild = records.filter(({ tag }) => tag === "issuewild");
  const relevant = request.wildcard && wild.length > 0 ? wild : records.filter(({ tag }) => tag === "issue");
  if (relevant.length === 0 || relevant.some(({ value }) => allows(value, request))) return undefined;
  return (
    `the CAA ${relevant.length === 1 ? "record" : "records"} ${relevant.map((each) => show(owner, each)).join(", ")} ` +
    `${relevant.length === 1 ? "does" : "do"} not allow it`
  );
}

/** Says which record to add to allow the certificate. */
export function caaRemedy(owner: string, { wildcard, identities }: CaaRequest): string {
  return `Add the record ${owner} CAA 0 ${wildcard ? "issuewild" : "issue"} "${identities[0] ?? ""}", or remove those that are there`;
}

/** Source: RFC 8659, section 4.2 for the form; RFC 8657 for the two parameters. */
function allows(value: string, { identities, account, challenge }: CaaRequest): boolean {
  const [issuer = "", ...parameters] = value.split(";").map((part) => part.trim());
  if (!identities.some((identity) => identity.toLowerCase() === issuer.toLowerCase())) return false;
  return parameters
    .filter((parameter) => parameter !== "")
    .every((parameter) => {
      const [tag = "", ...rest] = parameter.split("=");
      const setting = rest.join("=").trim();
      if (tag.trim().toLowerCase() === "accounturi") return account === undefined || setting === account;
      if (tag.trim().toLowerCase() === "validationmethods")
        return setting
          .split(",")
          .map((method) => method.trim())
          .includes(challenge);
      return true;
    });
}

function show(owner: string, { critical, tag, value }: CaaRecord): string {
  return `${owner} CAA ${critical ? 128 : 0} ${tag} ${JSON.stringify(value)}`;
}
