import type { ExpectedChain } from "../chain";
import type { RecordSeen, ZoneSeen } from "../zone-seen";
import { mentions } from "../mentions";
import { hostSetting } from "../../../edge/cloudflare/rules/host-rules";
import { settingText } from "../../../edge/cloudflare/zone/zone-setting";
import { zoneCandidates } from "../zone-candidates";
import { rulesOf, showsCertificate, type ReadZone } from "./zone-rules";
import { messageOf } from "../../../shared/message";

/** How to call Cloudflare's API. */
export interface CloudflareApi {
  /** Its address, e.g. `https://api.cloudflare.com/client/v4`. */
  readonly url: string;
  /**
   * A token with the permissions Zone - Zone - Read, Zone - Zone Settings - Read and Zone - Config Rules - Read. To read the records it also needs
   * Zone - DNS - Read, and for the traffic Zone - Analytics - Read; for a site with other rules or lockdown, permission to read Cache Rules, Zone WAF,
   * and SSL and Certificates.
   */
  readonly token: string;
}

const timeout = 10_000;
const needed = "Zone - Zone - Read and Zone - Zone Settings - Read";

/** The settings that decide how visitors reach the site. */
const settingIds = ["ssl_automatic_mode", "always_use_https", "min_tls_version"] as const;

/** What to read from a zone. */
export interface ZoneQuestion {
  /** The name whose records to read. */
  readonly hostname: string;
  /**
   * The hosts' addresses: records that reveal them are read as well.
   * @default none
   */
  readonly addresses?: readonly string[] | undefined;
  /**
   * The zone's name.
   * @default the longest of the host's parents that the token sees
   */
  readonly zone?: string | undefined;
  /**
   * The zone settings and rules that the stack made, to be compared.
   * @default nothing
   */
  readonly expected?: Pick<ExpectedChain, "zone" | "lockdown"> | undefined;
}

/** Reads the zone of a host from Cloudflare. If that fails, the result says why. */
export async function readZone(api: CloudflareApi, question: ZoneQuestion): Promise<ZoneSeen> {
  const { hostname, zone } = question;
  try {
    const found = await findZone(api, question, needed);
    if (!found) return { unknown: `the token sees no zone of ${zone ?? hostname}` };
    const [byRule, values, records, compared] = await Promise.all([
      ruledOf(api, found.id, question),
      Promise.all(settingsOf(question).map(async (id) => [id, await settingOf(api, found.id, id)] as const)),
      recordsOf(api, found.id, question),
      comparedOf(readerOf(api, found.id), question),
    ]);
    const { name, nameServers } = found;
    return { name, settings: { ...Object.fromEntries(values), ...byRule }, ...(nameServers && { nameServers }), ...(records && { records }), ...compared };
  } catch (error) {
    return { unknown: messageOf(error) };
  }
}

/** A zone at Cloudflare. */
interface FoundZone {
  readonly id: string;
  readonly name: string;
  /** The name servers that the domain should be delegated to. */
  readonly nameServers?: readonly string[];
}

interface ApiZone {
  readonly id: string;
  readonly type?: string;
  readonly name_servers?: readonly string[];
  readonly vanity_name_servers?: readonly string[] | null;
}

/** The zone of a host; undefined if the token sees none. @throws if Cloudflare refuses, with the permissions that are `needed`. */
export async function findZone(
  api: CloudflareApi,
  { hostname, zone }: Pick<ZoneQuestion, "hostname" | "zone">,
  needed: string,
): Promise<FoundZone | undefined> {
  for (const name of zone === undefined ? zoneCandidates(hostname) : [zone]) {
    const [found] = (await get(api, `/zones?name=${encodeURIComponent(name)}`, needed)) as ApiZone[];
    if (found) return { id: found.id, name, ...delegation(found) };
  }
  return undefined;
}

/** The domain of a partial or secondary zone is rightly delegated elsewhere. */
function delegation({ type, name_servers: given = [], vanity_name_servers: own }: ApiZone): Pick<FoundZone, "nameServers"> {
  return type === "full" ? { nameServers: [...given, ...(own ?? [])].map((each) => each.toLowerCase()).toSorted() } : {};
}

/** A Configuration Rule for the host takes precedence over the zone's setting. If rules cannot be read, these settings are unknown. */
async function ruledOf(api: CloudflareApi, zoneId: string, question: ZoneQuestion): Promise<Readonly<Record<string, string>>> {
  const rules = await rulesOf(readerOf(api, zoneId), "http_config_settings");
  if (!rules) return {};
  const wanted = ruled.filter((id) => id === "ssl" || statedIn(question).includes(id));
  const values = wanted.map(async (id) => [id, hostSetting(rules, question.hostname, id) ?? (await settingOf(api, zoneId, id))] as const);
  return Object.fromEntries(await Promise.all(values));
}

/** The settings that a rule for the host name can make. */
const ruled = ["ssl", "security_level"];

function statedIn({ expected }: ZoneQuestion): string[] {
  return Object.keys(expected?.zone?.settings ?? {});
}

/** The settings to compare that are the whole zone's. */
function settingsOf(question: ZoneQuestion): string[] {
  return [...new Set([...settingIds, ...statedIn(question)])].filter((id) => !ruled.includes(id));
}

type Compared = Pick<Extract<ZoneSeen, { readonly settings: unknown }>, "rules" | "showsCertificate">;

async function comparedOf(read: ReadZone, { hostname, expected }: ZoneQuestion): Promise<Compared> {
  const phases = [...new Set((expected?.zone?.rules ?? []).map(({ phase }) => phase))];
  const [rules, shows] = await Promise.all([
    Promise.all(phases.map(async (phase) => [phase, await rulesOf(read, phase)] as const)),
    expected?.lockdown === true ? showsCertificate(read, hostname) : undefined,
  ]);
  return { ...(rules.length > 0 && { rules: Object.fromEntries(rules) }), ...(shows !== undefined && { showsCertificate: shows }) };
}

async function settingOf(api: CloudflareApi, zoneId: string, id: string): Promise<string> {
  const { value } = (await get(api, `/zones/${zoneId}/settings/${id}`)) as { readonly value: unknown };
  return settingText(value);
}

const recordTypes = ["A", "AAAA", "CNAME", "TXT"];
const mostPages = 100;

/** The records of a zone that concern a site; undefined if the token may not read them. */
async function recordsOf(api: CloudflareApi, zoneId: string, question: ZoneQuestion): Promise<RecordSeen[] | undefined> {
  const records: RecordSeen[] = [];
  try {
    for (let page = 1; page <= mostPages; page += 1) {
      const found = (await get(api, `/zones/${zoneId}/dns_records?per_page=1000&page=${page}`)) as readonly RecordSeen[];
      records.push(...found.filter((each) => isWanted(each, question)).map(({ name, type, content, proxied }) => ({ name, type, content, proxied })));
      if (found.length < 1000) break;
    }
    return records;
  } catch {
    return undefined;
  }
}

function isWanted({ name, type, content }: RecordSeen, { hostname, addresses = [] }: ZoneQuestion): boolean {
  return recordTypes.includes(type) && (name === hostname ? type !== "TXT" : addresses.some((each) => mentions(content, each)));
}

const readerOf =
  (api: CloudflareApi, zoneId: string): ReadZone =>
  (path) =>
    fetch(`${api.url}/zones/${zoneId}${path}`, asked(api));

const asked = ({ token }: CloudflareApi): RequestInit => ({ headers: { authorization: `Bearer ${token}` }, signal: AbortSignal.timeout(timeout) });

async function get(api: CloudflareApi, path: string, permissions = needed): Promise<unknown> {
  const response = await fetch(`${api.url}${path}`, asked(api));
  const body = (await response.json().catch(() => ({}))) as { readonly result?: unknown; readonly errors?: readonly { readonly message: string }[] };
  if (response.ok && body.result !== undefined && body.result !== null) return body.result;
  const told = (body.errors ?? []).map(({ message }) => `, ${message}`).join("");
  throw new Error(`Cloudflare answered ${response.status}${told}; the token needs ${permissions}`);
}
