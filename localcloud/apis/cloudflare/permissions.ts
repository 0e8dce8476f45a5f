import { isObject } from "./body";

const zoneScope = "com.cloudflare.api.account.zone";
const accountScope = "com.cloudflare.api.account";
const userScope = "com.cloudflare.api.user";

/**
 * The permission groups that have an effect here, with their identifiers at Cloudflare:
 * https://developers.cloudflare.com/fundamentals/api/reference/permissions/
 */
export const permissionGroups = [
  { id: "c8fed203ed3043cba015a93ad1616f1f", name: "Zone Read", scope: zoneScope },
  { id: "e6d2666161e84845a636613608cee8d5", name: "Zone Write", scope: zoneScope },
  { id: "517b21aee92c4d89936c976ba6e4be55", name: "Zone Settings Read", scope: zoneScope },
  { id: "3030687196b94b638145a3953da2b699", name: "Zone Settings Write", scope: zoneScope },
  { id: "82e64a83756745bbbb1c9c2701bf816b", name: "DNS Read", scope: zoneScope },
  { id: "4755a26eedb94da69e1066d98aa820be", name: "DNS Write", scope: zoneScope },
  { id: "7b7216b327b04b8fbc8f524e1f9b7531", name: "SSL and Certificates Read", scope: zoneScope },
  { id: "c03055bc037c4ea9afb9a9f104b7b721", name: "SSL and Certificates Write", scope: zoneScope },
  { id: "20e5ea084b2f491c86b8d8d90abff905", name: "Config Settings Read", scope: zoneScope },
  { id: "06f0526e6e464647bd61b63c54935235", name: "Config Settings Write", scope: zoneScope },
  { id: "3245da1cf36c45c3847bb9b483c62f97", name: "Cache Settings Read", scope: zoneScope },
  { id: "9ff81cbbe65c400b97d92c3c1033cab6", name: "Cache Settings Write", scope: zoneScope },
  { id: "e17beae8b8cb423a99b1730f21238bed", name: "Cache Purge", scope: zoneScope },
  { id: "9c88f9c5bce24ce7af9a958ba9c504db", name: "Analytics Read", scope: zoneScope },
  { id: "dbc512b354774852af2b5a5f4ba3d470", name: "Zone WAF Read", scope: zoneScope },
  { id: "fb6778dc191143babbfaa57993f1d275", name: "Zone WAF Write", scope: zoneScope },
  { id: "d8e12db741544d1586ec1d6f5d3c7786", name: "Dynamic URL Redirects Read", scope: zoneScope },
  { id: "74e1036f577a48528b78d2413b40538d", name: "Dynamic URL Redirects Write", scope: zoneScope },
  { id: "6c80e02421494afc9ae14414ed442632", name: "Billing Write", scope: accountScope },
  { id: "c1fde68c7bcc44588cbb6ddbc16d6480", name: "Account Settings Read", scope: accountScope },
  { id: "5bc3f8b21c554832afc660159ab75fa4", name: "Account API Tokens Write", scope: accountScope },
  { id: "0cc3a61731504c89b99ec1be78b77aa0", name: "API Tokens Read", scope: userScope },
  { id: "686d18d5ac6c441c867cbf6771e58a0a", name: "API Tokens Write", scope: userScope },
] as const;

export type Permission = (typeof permissionGroups)[number]["name"];

/** https://developers.cloudflare.com/fundamentals/api/how-to/create-via-api/ describes policies. */
export interface Policy {
  readonly id: string;
  readonly effect: "allow" | "deny";
  readonly permission_groups: readonly { readonly id: string; readonly name: string }[];
  readonly resources: Readonly<Record<string, unknown>>;
}

/** Stands for every zone, even those that do not exist yet, when a permission is needed in all of them. */
export const everyZone = "*";

/** Whether `policies` grant a permission (a zone permission: in zone `zoneId`). A denial wins; "Write" includes "Read". */
export function grants(policies: readonly Policy[], permission: Permission, zoneId: string): boolean {
  const names: string[] = [permission, permission.replace(/Read$/, "Write")];
  const scope = permissionGroups.find(({ name }) => name === permission)?.scope ?? userScope;
  const applying = policies.filter((policy) => covers(policy.resources, scope, zoneId));
  const named = (policy: Policy, wanted: readonly string[]): boolean => policy.permission_groups.some(({ name }) => wanted.includes(name));
  return (
    applying.some((policy) => policy.effect === "allow" && named(policy, names)) &&
    !applying.some((policy) => policy.effect === "deny" && named(policy, [permission]))
  );
}

/** The keys name resources, `*` names all of a kind; an account may list its zones. */
function covers(resources: Readonly<Record<string, unknown>>, scope: string, zoneId: string): boolean {
  return Object.entries(resources).some(([resource, value]) => {
    if (isObject(value)) return covers(value, scope, zoneId);
    if (scope === zoneScope) return resource === `${zoneScope}.*` || resource === `${zoneScope}.${zoneId}`;
    return resource.startsWith(`${scope}.`) && !resource.startsWith(`${zoneScope}.`);
  });
}
