import { domainToUnicode } from "node:url";
import type { Plan, StoredZone } from "../../zones/stored";
import { developmentSeconds } from "../../zones/zones";
import { account } from "./account";
import type { Credential } from "./credentials";
import type { Permission } from "./permissions";

const permissions: readonly (readonly [string, Permission])[] = [
  ["#dns_records:edit", "DNS Write"],
  ["#dns_records:read", "DNS Read"],
  ["#ssl:edit", "SSL and Certificates Write"],
  ["#ssl:read", "SSL and Certificates Read"],
  ["#zone:edit", "Zone Write"],
  ["#zone:read", "Zone Read"],
  ["#zone_settings:edit", "Zone Settings Write"],
  ["#zone_settings:read", "Zone Settings Read"],
];

const planFacts = {
  free: { id: "0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee", name: "Free Website", price: 0, currency: "USD", frequency: "", is_subscribed: false },
  pro: { id: "a577b510288e82b26486fd1df47000ec", name: "Pro Website", price: 25, currency: "USD", frequency: "monthly", is_subscribed: true },
} as const satisfies Record<Plan, unknown>;

/** The zone as the API returns it. A new zone is active immediately: the local DNS server is its authority. */
export function presentZone(zone: StoredZone, credential: Credential): Record<string, unknown> {
  const { plan = "free" } = zone;
  return {
    id: zone.id,
    name: domainToUnicode(zone.name),
    status: "active",
    paused: zone.paused,
    type: "full",
    development_mode: developmentSeconds(zone),
    name_servers: zone.nameServers,
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    modified_on: zone.modifiedOn,
    created_on: zone.createdOn,
    activated_on: zone.createdOn,
    meta: { step: 2, custom_certificate_quota: 0, page_rule_quota: 3, phishing_detected: false },
    owner: { id: null, type: "user", email: null },
    account,
    tenant: { id: null, name: null },
    tenant_unit: { id: null },
    permissions: permissions.filter(([, permission]) => credential.allows(permission, zone.id)).map(([name]) => name),
    plan: { ...planFacts[plan], can_subscribe: false, legacy_id: plan, legacy_discount: false, externally_managed: false },
  };
}
