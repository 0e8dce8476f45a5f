import { shortList } from "../acme/names";

/** Why certbot failed, from its output: its own words and the CA's, without boilerplate. */
export function certbotReason(output: string): string {
  const challenges = failedChallenges(output);
  if (challenges.length > 0) return challenges.join("; ");
  const text = meaningful(output);
  return text === "" ? "it gave no reason; see /var/log/letsencrypt/letsencrypt.log on the host" : `${text}${advice(text)}`;
}

/** What the CA found at each name: certbot lists domain, type and detail on separate lines. */
function failedChallenges(output: string): string[] {
  const found = [...output.matchAll(/^ *Domain: (.+)\n *Type: +(.+)\n *Detail: ([^]*?)(?=\n\s*\n|\n *Domain: |$(?![^]))/gm)];
  const byProblem = new Map<string, string[]>();
  for (const [, domain = "", type = "", detail = ""] of found) {
    const problem = `${oneLine(detail)} (${type.trim()})`;
    byProblem.set(problem, [...(byProblem.get(problem) ?? []), domain.trim()]);
  }
  return [...byProblem].map(([problem, domains]) => `${shortList(domains)}: ${problem}`);
}

const noise = [
  /^Saving debug log to /,
  /^Ask for help or search for solutions /,
  /^See the logfile /,
  /^An unexpected error occurred:$/,
  /^Some challenges have failed\.$/,
  /^Account registered\.$/,
  /^Requesting a certificate for /,
  /^Renewing an existing certificate /,
  /^Unsafe permissions on credentials /,
  /^Please see the logfile /,
  /^(- )+-?$/,
  /^Waiting \d+ seconds for DNS changes /,
  /^Simulating /,
];

/** A warning of Python: its place, what it says, and the line of the program, which is indented by two. */
const warning = /^\S+\.py:\d+: \w*Warning: [^]*?\n {2}\S.*$/gm;

function meaningful(output: string): string {
  return oneLine(
    output
      .replaceAll(warning, "")
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "" && !noise.some((form) => form.test(line)))
      .join(" "),
  );
}

function advice(text: string): string {
  if (/rate ?limit|too many (certificates|failed|new orders|registrations|requests)/i.test(text))
    return ". It is a limit of the CA, and certbot does not wait for it: run again after the time that the CA names";
  if (/Error determining zone_id|Authentication error|Invalid (access token|request headers)/i.test(text))
    return ". Give certificateSecrets.cloudflareToken the permissions Zone - Zone - Read and Zone - DNS - Edit on the zone";
  if (text.includes("Too many flags setting"))
    return ". certbot's own settings on the host (/etc/letsencrypt/cli.ini) name another way to prove names, which its renewals would take: take that out";
  return "";
}

/** For a terminal: one line without control characters, limited in length. */
function oneLine(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
  return clean.length > 600 ? `${clean.slice(0, 600)}...` : clean;
}
