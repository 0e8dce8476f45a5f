import { leafFacts } from "../x509/bundle";
import { lateFrom, type RenewalRule } from "./source";
import { expiry } from "./validity";

/** The names that were added or removed, in words. */
export function changedNames(olds: readonly string[], news: readonly string[]): string[] {
  const added = news.filter((name) => !olds.includes(name));
  const removed = olds.filter((name) => !news.includes(name));
  return [...(added.length > 0 ? [`${added.join(", ")} added`] : []), ...(removed.length > 0 ? [`${removed.join(", ")} removed`] : [])];
}

/** A changed setting that needs another certificate, in words; empty when it is the same. Absent means the CA's default. */
export function changedSetting(what: string, old: string | undefined, next: string | undefined): string[] {
  return old === next ? [] : [`${what} ${next ?? "the CA's default"} instead of ${old ?? "the CA's default"}`];
}

/**
 * Why the host that keeps a certificate must be inspected although nothing changed: the last one seen there has expired or is about to, so the host has
 * renewed it since, or cannot.
 */
export function expiryReason({ leaf }: { readonly leaf: string }, now: number): string | undefined {
  const { notBefore, notAfter } = leafFacts(leaf);
  return now < expiry(notBefore, notAfter).lastCall ? undefined : `the certificate that was last seen on the host ends on ${notAfter}`;
}

/** Until when a certificate is valid that should have been renewed by now, by the rule of its source; `undefined` when its renewal is not late. */
export function endOfLate({ leaf }: { readonly leaf: string }, rule: RenewalRule, now: number): string | undefined {
  const dates = leafFacts(leaf);
  return now < lateFrom(rule.begins(dates), dates, rule) ? undefined : dates.notAfter;
}
