import { account } from "../../../../../localcloud/apis/cloudflare/account";
import { Api, refusal } from "./api-fixture";
import { accountToken } from "./account-token";

let api: Api;
beforeEach(async () => {
  api = await Api.open();
});
afterEach(() => {
  api.remove();
});

const verify = (owner: string, token: string) => api.bare("GET", `/${owner}/tokens/verify`, { Authorization: `Bearer ${token}` });

test("a token of an account works, is verified at its account and not as a user's, and is in no user's list", async () => {
  const { id, value } = await accountToken(api, "2999-01-01T00:00:00.000Z");
  expect((await api.inZone("GET", "", undefined, { Authorization: `Bearer ${value}` })).status).toBe(200);
  expect((await verify(`accounts/${account.id}`, value)).result).toEqual({ id, status: "active", expires_on: "2999-01-01T00:00:00.000Z" });
  for (const owner of ["user", `accounts/${"0".repeat(32)}`]) expect(refusal(await verify(owner, value))).toEqual([401, 1000]);
  expect((await api.call("GET", "/user/tokens")).result).toEqual([]);
  expect(refusal(await api.call("GET", `/user/tokens/${id}`))).toEqual([404, 7003, 7000]);
});

test("a user's token is not verified at an account, nor is one that has ended", async () => {
  expect(refusal(await api.call("GET", `/accounts/${account.id}/tokens/verify`))).toEqual([401, 1000]);
  const { value } = await accountToken(api, "2020-01-01T00:00:00Z");
  expect(refusal(await verify(`accounts/${account.id}`, value))).toEqual([401, 1000]);
});
