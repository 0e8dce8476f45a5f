import * as pulumi from "@pulumi/pulumi";
import * as cloudflare from "./sdk.component";
import { configuredToken } from "../../shared/configured-token.component";
import { checkedArgs } from "../../shared/checked-args.component";
import { listOf } from "../../shared/depends-on.component";
import type { Inputs } from "../../shared/inputs.component";
import { addressRecords } from "./address-records.component";
import { mustPrecede } from "./led-already.component";
import { planProblems, type PlannedSettings } from "./plan-limits";
import { proxiedRecordRules } from "./record-args";
import { modeByRule } from "./rules/execution/mode-by-rule";
import { ruleKeys } from "./rules/host-rules";
import { stateMode, stateOthers, stateRedirect } from "./statements.component";
import { refOf, type Speaker } from "./stated.component";
import { refuseOutranked, relaxesFirst, skipsFull, type FormerMode } from "./zone/mode-order";
import type { CloudflareProxySettings } from "./zone-settings";
import { standingClaims, type HeldClaim } from "./zone/execution/claims";
import { findZone, zoneIdOf, type FoundZone } from "./zone.component";

/**
 * The arguments of {@link ProxiedRecord}.
 *
 * @example
 * ```ts
 * import { ProxiedRecord } from "tlsup";
 * new ProxiedRecord("blog", { domain: "blog.example.com", address: "198.51.100.7", provider: "cloudflare", ssl: "full" });
 * ```
 */
export interface ProxiedRecordArgs extends Inputs<CloudflareProxySettings> {
  /** The host name that visitors type, or a wildcard, with `sslFor: "zone"` and no rules. */
  readonly domain: pulumi.Input<string>;
  /**
   * The host's IPv4 address, for an A record; visitors never see it. Required without `ipv6`.
   * @default none: the name has no A record
   */
  readonly address?: pulumi.Input<string>;
  /**
   * The host's IPv6 address, for an AAAA record. Beside an A record it is made after the resources in `dependsOn`. Required without `address`.
   * @default none: the name has no AAAA record
   */
  readonly ipv6?: pulumi.Input<string>;
  /**
   * Whether the record is made before the resources in `dependsOn`, because a CA must find the host by it: the edge passes the CA on, or redirects
   * it to https. Where the name leads there already, the record follows them. See `reachedFirst` of a certificate.
   * @default false
   */
  readonly precedesOrigin?: pulumi.Input<boolean>;
}

/**
 * A DNS record behind Cloudflare's proxy, and the edge's settings for its name: as rules for this name only, or as settings of the whole zone where
 * Cloudflare offers nothing else. `dependsOn` names the origin: record and settings are made after it, except a mode that must be relaxed first.
 */
export class ProxiedRecord extends pulumi.ComponentResource {
  /** The record's id at Cloudflare. */
  readonly recordId: pulumi.Output<string>;
  /** The id of the zone at Cloudflare. */
  readonly zoneId: pulumi.Output<string>;
  /**
   * What must be done before the origin gets a new certificate: nothing, or the mode that stops the edge from checking it. For `dependsOn` of the origin.
   */
  readonly relaxed: pulumi.Output<pulumi.Resource[]>;
  /** What a CA needs to find the host, if the record is made before the origin; otherwise empty. */
  readonly reachable: pulumi.Output<pulumi.Resource[]>;

  /** Throws `ConfigurationError` with every fault of `args`. */
  constructor(name: string, args: ProxiedRecordArgs, { dependsOn: origin = [], ...opts }: pulumi.ComponentResourceOptions = {}) {
    const { domain, zone, address, ipv6, precedesOrigin = false, ...proxy } = checkedArgs<ProxiedRecordArgs>(proxiedRecordRules, args, name);
    super("tlsup:index:ProxiedRecord", name, {}, opts);
    const found = pulumi
      .all([findZone({ domain, ...(zone !== undefined && { zone }) }, this), domain, proxy.cache])
      .apply(([of, host, cache]) => permitted(of, { domain: host, isLimited: proxy.rateLimit !== undefined, ...(cache && { cache }) }));
    const zoneId = zoneIdOf(found);
    const token = configuredToken(this);
    const claims = pulumi.unsecret(
      pulumi.all([found, token]).apply(async ([{ id, name: zoneName }, secret]) => (id === undefined ? [] : standingClaims(id, zoneName, secret))),
    );
    const speaker: Speaker = { name, domain, zone: found.apply((of) => of.name), zoneId, claims, parent: this };
    const asked = pulumi.output(precedesOrigin);
    const early = mustPrecede(asked, { zone: () => found, domain, address, ipv6 }, this);
    const behind = (isFree: boolean): pulumi.Output<pulumi.Resource[]> => (isFree ? pulumi.output([]) : listOf(origin));
    const goesFirst = pulumi.unsecret(
      pulumi.all([found, domain, proxy.ssl, token, claims, proxy.sslFor]).apply(async ([{ id }, host, next, secret, held, sslFor]) => {
        if (id === undefined) return false;
        const former = await formerMode(id, host, { held, token: secret }, this);
        if (skipsFull(former, next)) void pulumi.log.warn(goByFull, this);
        const isFirst = relaxesFirst(former, next);
        if (isFirst && sslFor === "zone" && proxy.underAttack === undefined)
          refuseOutranked(host, next, await modeByRule(id, host, secret, refOf(host, ruleKeys.mode)));
        return isFirst;
      }),
    );
    const modes = stateMode(speaker, proxy, goesFirst.apply(behind));
    const passesHttp = pulumi.all([proxy.ssl, proxy.alwaysUseHttps]).apply(([ssl, redirects = ssl !== "off"]) => !redirects);
    const redirection = stateRedirect(
      speaker,
      proxy,
      passesHttp.apply((passes) => (passes ? asked.apply(behind) : listOf(origin))),
    );
    const settings = [...modes, redirection, ...stateOthers(speaker, proxy, origin)];
    // The edge's settings are made before the record that leads visitors to it.
    const known = pulumi.all([early, early.apply(behind)]).apply(([first, resources]): pulumi.Resource[] => [...resources, ...(first ? [] : settings)]);
    const record = addressRecords(name, { zoneId, domain, address, ipv6, proxied: true }, { parent: this, first: known, beside: listOf(origin) });
    this.reachable = pulumi
      .all([asked, early, passesHttp])
      .apply(([isAsked, first, passes]): pulumi.Resource[] => [...(first ? [record] : []), ...(isAsked && passes ? [redirection] : [])]);
    this.relaxed = goesFirst.apply((first) => (first ? modes : []));
    this.recordId = record.id;
    this.zoneId = zoneId;
    this.registerOutputs({ recordId: this.recordId, zoneId });
  }
}

/** The zone, or why its plan does not allow the settings. */
function permitted(zone: FoundZone, settings: PlannedSettings): FoundZone {
  const { name, plan } = zone;
  const problems = plan === undefined ? [] : planProblems(settings, name, plan);
  return problems.length === 0 ? zone : { name, problem: problems.join("\n") };
}

const goByFull =
  "Between strict and flexible or off, visitors may be redirected in circles or get error 526 until the run ends: go by full, in a run of its own";

interface Known {
  readonly held: readonly HeldClaim[];
  readonly token: string | undefined;
}

/** The SSL mode of a host name: from the name's rule, otherwise from the zone's setting; `undefined` if the token may not read it. */
async function formerMode(zoneId: string, domain: string, { held, token }: Known, parent: pulumi.Resource): Promise<FormerMode> {
  const own = await modeByRule(zoneId, domain, token);
  if (own !== undefined) return { ssl: own, isOwn: true };
  const ssl = await cloudflare.getZoneSetting({ zoneId, settingId: "ssl" }, { parent }).then(
    ({ value }) => value,
    () => undefined,
  );
  return { ssl, isOwn: held.some(({ claim }) => claim.setting === "ssl" && claim.resource === domain) };
}

/** The address ranges that Cloudflare's edge connects from. */
export function edgeRanges(opts?: pulumi.InvokeOptions): pulumi.Output<string[]> {
  const ranges = cloudflare.getIpRangesOutput({}, opts);
  return pulumi.all([ranges.ipv4Cidrs, ranges.ipv6Cidrs]).apply(([v4, v6]) => [...v4, ...v6].sort());
}
