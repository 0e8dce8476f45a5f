import { keptAccountProvider } from "../../../../components/certificate/keeper/execution/account-provider";
import type { KeptAccountOutputs } from "../../../../components/certificate/keeper/account";
import { plannedUpdate, type AnyOperations } from "../../../../components/provider/plan";
import { unknown, type Properties } from "../../../../components/provider/value";

const inputs = { host: "203.0.113.7", port: 22, user: "root", hostKey: "ssh-ed25519 AAAA", machine: "1", site: "blog", directory: "https://ca.test/dir" };
const account = { url: "https://ca.test/acct/1", thumbprint: "t", issuer: "ca.test", hashPrefix: "h" };
const planned = (olds: KeptAccountOutputs): Properties =>
  plannedUpdate(keptAccountProvider as unknown as AnyOperations, olds as unknown as Properties, { ...inputs, email: "me@example.com" });

test("a preview knows the account that is there", () => {
  expect(planned({ ...inputs, ...account })).toMatchObject(account);
});

test("a preview does not know the account whose registration was cut short", () => {
  const nothing = { url: "", thumbprint: "", issuer: "", hashPrefix: "" };
  expect(planned({ ...inputs, ...nothing })).toMatchObject({ url: unknown, thumbprint: unknown, issuer: unknown, hashPrefix: unknown });
});
