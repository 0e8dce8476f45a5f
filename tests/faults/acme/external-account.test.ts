import { accountProvider } from "../../../components/certificate/acme/execution/account-provider";
import { openWorld, type World } from "../../support/acme/world";

const external = { externalKeyId: "kid-1", externalHmacKey: "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W" };
let world: World;
beforeAll(
  async () =>
    (world = await openWorld({
      config: { externalAccountBindingRequired: true, externalAccountMACKeys: { [external.externalKeyId]: external.externalHmacKey } },
    })),
);
afterAll(() => world.close());

const inputs = () => ({ directory: world.front.directory, root: world.pebble.root, contact: [], privateKey: world.accountKey, shared: false });

it("a CA that wants an external account: what is missing is named", async () => {
  await expect(accountProvider.create(inputs())).rejects.toThrow("Give the account's eab, which the CA's web site hands out");
});

it("a wrong key is refused, and not repeated in the error", async () => {
  const wrong = Buffer.from("not the key of this account at all").toString("base64url");
  const error = await accountProvider.create({ ...inputs(), ...external, externalHmacKey: wrong }).then(String, String);
  expect(error).toContain("Cannot make the account");
  expect(error).not.toContain(wrong);
});

it("the right one binds the account; afterwards it is found without", async () => {
  const { outs } = await accountProvider.create({ ...inputs(), ...external });
  expect((await accountProvider.create(inputs())).outs.url).toBe(outs.url);
});
