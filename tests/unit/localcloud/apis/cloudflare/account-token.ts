import { account } from "../../../../../localcloud/apis/cloudflare/account";
import { permissionGroups } from "../../../../../localcloud/apis/cloudflare/permissions";
import type { Api } from "./api-fixture";

/** Makes a token that an account owns, and that has these rights in every zone. */
export async function accountToken(api: Api, expiresOn: string, ...rights: readonly string[]): Promise<{ readonly id: string; readonly value: string }> {
  const groups = permissionGroups.filter(({ name }) => ["Zone Read", ...rights].includes(name)).map(({ id }) => ({ id }));
  const policies = [{ effect: "allow", permission_groups: groups, resources: { "com.cloudflare.api.account.zone.*": "*" } }];
  const order = { name: "ci", policies, expires_on: expiresOn };
  return (await api.call<{ readonly id: string; readonly value: string }>("POST", `/accounts/${account.id}/tokens`, order)).result;
}
