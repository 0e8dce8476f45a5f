import { domainToASCII } from "node:url";
import { parse } from "tldts";
import { domainNameProblem } from "../../shared/domain-name";
import type { Fault } from "../../shared/fault";
import type { ChallengeType } from "./challenge";
import type { Identifier } from "./order";

const privately = "A self-signed certificate can have it, or one of a private CA, which `directory` and `root` name";

/** What decides which names a CA accepts. */
export interface NamePolicy {
  readonly challenge: ChallengeType | "dns-persist-01";
  /** The certificate profile, e.g. `tlsserver`. */
  readonly profile?: string;
  /** Whether every browser trusts the CA: then it accepts only public names. */
  readonly publicCa: boolean;
}

/** How many names a certificate may have. Source: letsencrypt.org, profiles. */
const limits: Readonly<Record<string, number>> = { tlsserver: 25, shortlived: 25 };
const usualLimit = 100;

/** Names that no public CA certifies. Source: RFC 6761, RFC 6762, RFC 7686, RFC 8375, RFC 9476, and ICANN for `internal`. */
const reserved = ["test", "example", "invalid", "localhost", "local", "onion", "arpa", "alt", "internal"];

/** The final dot of an absolute name, in any form that IDNA treats as a dot (RFC 3490, section 3.1). Two dots in a row are a fault, and stay. */
const finalDot = /(?<![\s.\u3002\uff0e\uff61])[.\u3002\uff0e\uff61]$/u;

/** `name` in the form that a CA uses: lower case, without a final dot, international labels as A-labels where that is possible. */
export function normaliseName(name: string): string {
  const bare = name.trim().replace(finalDot, "").toLowerCase();
  const address = addressIn(bare);
  if (address !== undefined) return address;
  const [wildcard, rest] = bare.startsWith("*.") ? ["*.", bare.slice(2)] : ["", bare];
  // The conversion drops line ends and cuts at a slash: names with invalid characters must not reach it.
  if (!/^[a-z0-9.\u0080-\u{10ffff}-]*$/u.test(rest) || /^[\x21-\x7e]*$/.test(rest)) return bare;
  const ascii = domainToASCII(rest).replace(finalDot, "");
  return ascii === "" ? bare : `${wildcard}${ascii}`;
}

/** The names in the form that a CA uses, without duplicates. */
export function normaliseNames(names: readonly string[]): string[] {
  return [...new Set(names.map(normaliseName))];
}

/** The names for a message: up to four, or three and how many more there are. */
export function shortList(names: readonly string[]): string {
  return names.length <= 4 ? names.join(", ") : `${names.slice(0, 3).join(", ")} and ${names.length - 3} more`;
}

/** The identifier that an order asks for. */
export function identifierOf(name: string): Identifier {
  return { type: addressIn(name) === undefined ? "dns" : "ip", value: name };
}

/** `text` as an address in its shortest form; `undefined` if it is not an address. */
function addressIn(text: string): string | undefined {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return URL.parse(`http://${text}/`)?.hostname === text ? text : undefined;
  return /^[0-9a-f:.]*:[0-9a-f:.]*$/.test(text) ? URL.parse(`http://[${text}]/`)?.hostname.slice(1, -1) : undefined;
}

/** Everything that is wrong with `names` (as the user wrote them) for a certificate; `path` is their setting's path. */
export function nameFaults(names: readonly string[], policy: NamePolicy, path: string): Fault[] {
  const normalised = normaliseNames(names);
  const limit = limits[policy.profile ?? ""] ?? usualLimit;
  const count = normalised.length === 0 ? [{ path, problem: "must have at least one name" }] : [];
  const excess =
    normalised.length > limit
      ? [
          {
            path,
            problem:
              `must be at most ${limit} names${policy.profile === undefined ? "" : ` with the profile ${policy.profile}`}: ` +
              `current value is ${normalised.length} names`,
            remedy: "Split them over several certificates",
          },
        ]
      : [];
  return [
    ...count,
    ...excess,
    ...names.flatMap((name, index) =>
      problems(normaliseName(name), normalised, policy).map((found) => ({ path: `${path}.${index}`, ...display(found, name) })),
    ),
  ];
}

interface Found {
  readonly rule: string;
  readonly remedy?: string;
}

function display({ rule, remedy }: Found, name: string): Omit<Fault, "path"> {
  const text = JSON.stringify(name.length > 260 ? `${name.slice(0, 260)}...` : name);
  return { problem: `${rule}: current value is ${text}`, ...(remedy !== undefined && { remedy }) };
}

function problems(name: string, all: readonly string[], policy: NamePolicy): Found[] {
  if (identifierOf(name).type === "ip") return addressProblems(name, policy);
  const wildcard = name.startsWith("*.");
  const base = wildcard ? name.slice(2) : name;
  const shape = domainNameProblem(base) ?? lengthProblem(name) ?? aLabelProblem(base);
  if (shape !== undefined) return [{ rule: shape }];
  return [...wildcardProblems(name, wildcard, all, policy), ...publicProblems(base, wildcard, policy)];
}

function lengthProblem(name: string): string | undefined {
  return name.length > 253 ? "must be at most 253 characters long" : undefined;
}

/** Every CA refuses an A-label that cannot be decoded. Source: RFC 5891, section 4.2.3.1. */
function aLabelProblem(base: string): string | undefined {
  const bad = base.split(".").find((label) => /^..--/.test(label) && (!label.startsWith("xn--") || domainToASCII(label) === ""));
  return bad === undefined ? undefined : `must not have the label ${JSON.stringify(bad)}, which stands for no international name`;
}

function wildcardProblems(name: string, wildcard: boolean, all: readonly string[], { challenge }: NamePolicy): Found[] {
  const parent = `*.${name.slice(name.indexOf(".") + 1)}`;
  return [
    ...(wildcard && challenge === "http-01"
      ? [{ rule: "must not be a wildcard with http-01 (RFC 8555, section 8.3)", remedy: "Use a challenge by DNS, or name the hosts one by one" }]
      : []),
    ...(!wildcard && all.includes(parent) ? [{ rule: `must not be named along with ${parent}, which covers it`, remedy: "Remove one of the two" }] : []),
  ];
}

function publicProblems(base: string, wildcard: boolean, { publicCa }: NamePolicy): Found[] {
  if (!publicCa) return [];
  const top = base.slice(base.lastIndexOf(".") + 1);
  if (reserved.includes(top)) return [{ rule: `must be a public name, and .${top} is reserved`, remedy: privately }];
  const { domain, isIcann } = parse(base, { allowPrivateDomains: false });
  if (isIcann !== true) return [{ rule: `must be a public name, and .${top} is no public domain`, remedy: privately }];
  if (domain === null) return [{ rule: wildcard ? "must not be a wildcard for a public suffix" : "must not be a public suffix itself" }];
  return [];
}

/** Source: RFC 8738, and letsencrypt.org for the profile. */
function addressProblems(address: string, { challenge, profile, publicCa }: NamePolicy): Found[] {
  return [
    ...(challenge === "http-01" ? [] : [{ rule: `must not be an address with ${challenge} (RFC 8738, section 7)`, remedy: "Use http-01" }]),
    ...(publicCa && profile !== "shortlived"
      ? [
          {
            rule: `must not be an address unless the profile is shortlived (it is ${profile ?? "the CA's default"})`,
            remedy: 'Set the profile to "shortlived"',
          },
        ]
      : []),
    ...(publicCa && isPrivate(address) ? [{ rule: "must be a public address", remedy: privately }] : []),
  ];
}

/** Source: the IANA special-purpose address registries. */
const privateAddresses = [
  /^(0|10|127)\./,
  /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
  /^169\.254\./,
  /^172\.(1[6-9]|2\d|3[01])\./,
  /^192\.(0\.[02]|168|88\.99)\./,
  /^198\.(1[89]|51\.100)\./,
  /^203\.0\.113\./,
  /^(22[4-9]|2[3-5]\d)\./,
  /^::1?$/,
  /^::ffff:/,
  /^f[cdf]/,
  /^fe[89ab]/,
  /^2001:db8:/,
  /^100::/,
];

function isPrivate(address: string): boolean {
  return privateAddresses.some((form) => form.test(address));
}
