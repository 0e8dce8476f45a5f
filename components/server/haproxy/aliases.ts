import { redirectCaching, redirectStatus, type ServedAlias, type ServedNames } from "../common/served-name";

const host = "req.hdr(host),field(1,:),lower";

/** A condition that matches these hosts, one line each, as HAProxy allows 64 words in a line. No regular expressions: see `droppedLines`. */
export function aclLines(acl: string, names: readonly string[]): string {
  return names.map((name) => `  acl ${acl} ${host}${name.startsWith("*.") ? `,field(2,.,0) -m str ${name.slice(2)}` : ` -m str ${name}`}\n`).join("");
}

/** For the http frontend: an alias redirects to https under its own name first, so that browsers get its HSTS header. */
export function aliasesToHttps({ domain, aliases = [] }: ServedNames): string {
  if (aliases.length === 0) return "";
  const lines = aclLines("site_host", [domain]) + aclLines("alias_host", names(aliases));
  const redirect = `http-request redirect location https://%[${host}]%[pathq] code ${redirectStatus}`;
  return `${lines}  ${redirect} if alias_host !site_host !{ ${host} -m sub ${endsHost} }\n`;
}

/** Characters that end the host in a URL: with one of them a redirect would lead to another host. */
const endsHost = '"/" "\\\\" "?" "#"';

/** For the frontend that serves the site: redirects aliases to the domain. An exact name takes precedence over a wildcard. */
export function aliasesToDomain({ domain, aliases = [] }: ServedNames): string {
  const redirecting = aliases.filter(({ redirect = true }) => redirect);
  if (redirecting.length === 0) return "";
  const exact = [domain, ...names(aliases.filter((alias) => !redirecting.includes(alias) && !alias.name.startsWith("*.")))];
  const answer = `http-request return status ${redirectStatus} hdr location "https://${domain}%[pathq]" hdr cache-control ${redirectCaching}`;
  return `${aclLines("served_host", exact)}${aclLines("redirected_host", names(redirecting))}  ${answer} if redirected_host !served_host\n`;
}

function names(aliases: readonly ServedAlias[]): string[] {
  return aliases.map(({ name }) => name);
}
