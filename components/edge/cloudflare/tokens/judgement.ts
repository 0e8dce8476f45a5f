import type { TokenRights } from "./rights";

/** What Cloudflare knows of a token. */
export interface TokenFacts extends TokenRights {
  readonly status: string;
  /** ISO 8601; absent if it never expires. */
  readonly expiresOn?: string;
  /** The only address ranges that may use it; empty for all. */
  readonly from: readonly string[];
  /** What it may do elsewhere than in single zones: in all zones, in an account, for a user. */
  readonly elsewhere: readonly string[];
}

const day = 86_400_000;

/** How long before its end a token should be renewed, in days. */
const slackDays = 14;

/** What is wrong with a token that should have `rights`, `atLeast` or alone, and be used only `from` some ranges if any are given. */
export function judgeToken(facts: TokenFacts, rights: TokenRights, from: readonly string[], now: number, atLeast = false): string[] {
  const excess = [
    ...told("it has in excess", [...absent(facts.groups, rights.groups), ...facts.elsewhere]),
    ...told("it has in excess the zone", absent(facts.zoneIds, rights.zoneIds)),
  ];
  return [
    ...(facts.status === "active" ? [] : [`it is ${facts.status}`]),
    ...told("it lacks", lacking(rights.groups, facts.groups)),
    ...told("it lacks the zone", absent(rights.zoneIds, facts.zoneIds)),
    ...(atLeast ? [] : excess),
    ...(from.length > 0 && facts.from.length === 0
      ? ["every address may use it"]
      : told("it may be used from", from.length > 0 ? absent(facts.from, from) : [])),
    ...(facts.expiresOn === undefined ? ["it never expires"] : []),
    ...endOf(facts, now),
  ];
}

/** A token that may write may also read. */
function lacking(wanted: readonly string[], given: readonly string[]): string[] {
  return wanted.filter((group) => !given.includes(group) && !given.includes(group.replace(/Read$/, "Write")));
}

function absent(wanted: readonly string[], given: readonly string[]): string[] {
  return wanted.filter((each) => !given.includes(each));
}

function told(problem: string, what: readonly string[]): string[] {
  return what.map((each) => `${problem}: ${each}`);
}

/** Tells that a token expires soon. */
export function endOf({ status, expiresOn }: Pick<TokenFacts, "status" | "expiresOn">, now: number): string[] {
  if (status !== "active" || expiresOn === undefined) return [];
  const left = Math.floor((Date.parse(expiresOn) - now) / day);
  return left < slackDays ? [`it expires on ${expiresOn}, in ${String(left)} days`] : [];
}
