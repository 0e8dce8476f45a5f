import { saidBy, type ApiRule } from "../../edge/cloudflare/rules/edge-rule";
import type { PlannedRule } from "../../edge/common/planned-rule";
import { isAsStated, settingValue } from "../../edge/cloudflare/zone/zone-setting";
import { canonical } from "../../shared/canonical";
import { isStraight, type ExpectedChain, type ExpectedZone, type Observation } from "./chain";
import { addressesOf } from "./hosts";
import type { RecordSeen, ZoneSeen } from "./zone-seen";
import { finding, type Finding } from "./codes";
import { isPastTheEdge } from "./edge-findings";
import { mentions } from "./mentions";

/** Finds what the stack made at Cloudflare and is different there now. */
export function settingFindings({ zone, origin }: Observation): Finding[] {
  const stated = origin?.expected.zone?.settings;
  if (!stated || !zone || !("settings" in zone)) return [];
  return [...valueFindings(zone, stated), ...pullFindings(zone, origin.expected), ...ruleFindings(zone, origin.expected)];
}

type Zone = Extract<ZoneSeen, { readonly settings: unknown }>;

function valueFindings(zone: Zone, stated: ExpectedZone["settings"]): Finding[] {
  return Object.entries(stated).flatMap(([id, value]) => {
    const real = zone.settings[id];
    if (real === undefined || isAsStated(real, value) || canonical(settingValue(real)) === canonical(settingValue(value))) return [];
    const setting = settingOf[id];
    const otherwise = setting === undefined ? "" : `, or write what is meant into the stack's \`${setting}\``;
    return [
      finding(
        "setting-changed",
        "edge",
        `the zone ${zone.name} has the setting ${id}: ${real}, and the stack says ${value}: it was changed elsewhere`,
        `Run \`pulumi up --refresh\`, which puts it back${otherwise}`,
      ),
    ];
  });
}

/** Listed before its consequences: the origin refuses clients without a certificate. */
function pullFindings({ showsCertificate }: Zone, { domain, lockdown }: ExpectedChain): Finding[] {
  if (lockdown !== true || showsCertificate !== false) return [];
  return [
    finding(
      "origin-pull-off",
      "edge",
      `the edge shows the origin of ${domain} no valid certificate of its own (authenticated origin pulls), and the origin demands one (lockdown)`,
      putsBack,
    ),
  ];
}

function ruleFindings({ rules }: Zone, { zone }: ExpectedChain): Finding[] {
  return (zone?.rules ?? []).flatMap((stated) => {
    const seen = rules?.[stated.phase];
    if (!seen) return [];
    const rule = seen.find(({ ref }) => ref === stated.ref);
    const problem = rule ? ruleDifference(rule, stated) : "is gone";
    return problem === undefined ? [] : [finding("rule-changed", "edge", `the rule ${JSON.stringify(stated.description)} ${problem}`, putsBack)];
  });
}

function ruleDifference(rule: ApiRule, stated: PlannedRule): string | undefined {
  if (rule.enabled === false) return "is switched off";
  const isSame = rule.expression === stated.expression && canonical(saidBy(rule, stated.phase)) === canonical(JSON.parse(stated.parameters));
  return isSame ? undefined : "says something else now";
}

const settingOf: Readonly<Record<string, string>> = {
  ssl: "proxy.ssl",
  security_level: "proxy.underAttack",
  always_use_https: "proxy.alwaysUseHttps",
  min_tls_version: "proxy.minTlsVersion",
};

const putsBack = "Run `pulumi up --refresh`, which puts it back";

/** Finds a domain that is delegated to name servers without its zone. Visitors get answers from those, which explains their other problems. */
export function delegationFindings({ zone, nameServers = [] }: Observation): Finding[] {
  const own = zone && "nameServers" in zone ? zone.nameServers : undefined;
  if (!zone || !("name" in zone) || !own || nameServers.length === 0 || nameServers.some((each) => own.includes(each))) return [];
  return [
    finding(
      "delegated-elsewhere",
      "visitor",
      `the name servers of ${zone.name} are ${nameServers.join(", ")}, and Cloudflare gave ${own.join(", ")} to the zone`,
      `Name those of Cloudflare at the registrar of ${zone.name}`,
    ),
  ];
}

/** Findings about where the site's name leads, by its records and as visitors see it. */
export function recordFindings(observation: Observation): Finding[] {
  const { origin, zone } = observation;
  if (!origin || isStraight(origin)) return [];
  const { expected } = origin;
  const records = zone && "records" in zone ? zone.records : undefined;
  const own = records ? ownFindings(records, expected) : [];
  const seen = (): Finding[] => (isPastTheEdge(observation) ? [notProxied(expected, observation.edge.address)] : elsewhere(observation, expected));
  return [...(own.length > 0 ? own : seen()), ...exposures(records ?? [], expected)];
}

function notProxied({ domain }: ExpectedChain, address: string): Finding {
  return finding("not-proxied", "edge", `${domain} leads straight to the origin, ${address}, and not through the edge`, putsBack);
}

/** Findings about the records of the site's own name, including any other than those that the stack made. */
function ownFindings(records: readonly RecordSeen[], expected: ExpectedChain): Finding[] {
  const { domain, address, ipv6, otherHosts = [] } = expected;
  const own = records.filter(({ name }) => name === domain);
  const madeFor = (wanted: string) => own.find(({ type, content }) => type === (wanted.includes(":") ? "AAAA" : "A") && content === wanted);
  const made = madeFor(address);
  if (own.length === 0) return [finding("record-missing", "edge", `the zone has no record of ${domain}`, putsBack)];
  if (!made) {
    const places = own.map(({ content }) => content).join(", ");
    // Where a CNAME is, no other record can be.
    const remedy = own.some(({ type }) => type === "CNAME") ? "Delete it in the zone, and run `pulumi up --refresh`" : putsBack;
    return [finding("record-changed", "edge", `the record of ${domain} leads to ${places}, and the stack says ${address}`, remedy)];
  }
  const all = addressesOf(expected).map(madeFor);
  const others = own.filter((each) => !all.includes(each));
  const wanted = [
    ...(ipv6 === undefined ? [] : [["the host", ipv6] as const]),
    ...otherHosts.flatMap(({ host, ...at }) => addressesOf(at).map((each) => [`the host ${host}`, each] as const)),
  ];
  return [
    ...wanted
      .filter(([, each]) => madeFor(each) === undefined)
      .map(([host, missing]) => finding("record-missing", "edge", `the zone has no record of ${domain} that leads to ${host}, ${missing}`, putsBack)),
    ...(own.some(({ proxied }) => proxied) ? [] : [notProxied(expected, address)]),
    ...others.map(({ type, content }) =>
      finding("record-beside", "edge", `${domain} has another record as well, ${type} ${content}, which the stack did not make`, "Delete it in the zone"),
    ),
  ];
}

/** Finds a name that does not lead to the edge although its records are right, or are unknown. */
function elsewhere(observation: Observation, { domain }: ExpectedChain): Finding[] {
  const { edge, journeys } = observation;
  if (delegationFindings(observation).length > 0) return [];
  const answers = journeys.flatMap(({ end: { url, answer } }) => ("status" in answer && new URL(url).hostname === domain ? [answer] : []));
  if (answers.length === 0 || answers.some(({ server }) => server?.toLowerCase() === "cloudflare")) return [];
  return [
    finding(
      "dns-elsewhere",
      "visitor",
      `${domain} leads to ${edge.address}, where not Cloudflare's edge answers`,
      "Look at the domain's name servers at its registrar: they must be the two that Cloudflare gave to the zone",
    ),
  ];
}

/** Finds records that reveal the origin's address: anyone can use it to bypass the edge and its protection. */
function exposures(records: readonly RecordSeen[], { domain, directNames = [], ...hosts }: ExpectedChain): Finding[] {
  const addresses = addressesOf(hosts);
  return records
    .filter(({ name, type, proxied }) => name !== domain && !proxied && !directNames.includes(name) && (type !== "TXT" || directNames.length === 0))
    .map(({ name, type, content }) =>
      finding(
        "origin-address-shown",
        "edge",
        `the ${type} record of ${name} shows the origin's address, ${addresses.find((each) => mentions(content, each)) ?? content}`,
        type === "TXT"
          ? "Name a host that is not the origin, or delete it in the zone"
          : "Have it proxied, or delete it in the zone, and then give the origin another address",
      ),
    );
}
