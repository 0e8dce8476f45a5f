import { domainToASCII } from "node:url";

/** RFC 1035, 2.3.4, as text without the root's dot. */
const nameLimit = 253;
/** Letters, digits, hyphens, and the underscore that `_acme-challenge` and others begin with (RFC 8552). */
const label = /^(?!-)[a-z0-9_-]{1,63}(?<!-)$/;

/**
 * The name in the form of zones: lower case, in punycode, no trailing dot. Undefined if it is not a domain name. The only
 * wildcard is an asterisk as the whole first label (RFC 4592, 2.1.1).
 */
export function domainName(text: string): string | undefined {
  const wildcard = text.startsWith("*.") ? "*." : "";
  const rest = text.slice(wildcard.length).replace(/\.$/, "");
  const ascii = (/^[\x21-\x7e]*$/.test(rest) ? rest : domainToASCII(rest)).toLowerCase();
  const labels = ascii.split(".");
  const name = wildcard + ascii;
  return labels.every((each) => label.test(each)) && name.length <= nameLimit ? name : undefined;
}

/** Whether `name` is `ancestor` or below it. */
export function isWithin(name: string, ancestor: string): boolean {
  return name === ancestor || name.endsWith(`.${ancestor}`);
}

/** The names above `name`, nearest first: `a.b.c` gives `b.c`, `c`. */
export function ancestors(name: string): string[] {
  const labels = name.split(".");
  return labels.slice(1).map((_, index) => labels.slice(index + 1).join("."));
}
