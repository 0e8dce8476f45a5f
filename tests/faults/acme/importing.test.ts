import { generateKeyPairSync } from "node:crypto";
import { accountProvider } from "../../../components/certificate/acme/execution/account-provider";
import { certificateProvider } from "../../../components/certificate/acme/execution/certificate-provider";
import type { LetsEncryptInputs, LetsEncryptOutputs } from "../../../components/certificate/acme/certificate-resource";
import type { Found } from "../../../components/shared/importing";
import type { ResourceOperations } from "../../../components/shared/resource-operations";
import { account, inputs, world } from "../../support/acme/certificates";

/** What `pulumi import` finds of a resource, with what the file of the import gives. */
function find<Inputs, Outputs extends Inputs>(
  { importing }: ResourceOperations<Inputs, Outputs>,
  id: string,
  given: Partial<Inputs>,
): Promise<Found<Inputs, Outputs>> {
  if ("reason" in importing) throw new Error(importing.reason);
  return importing.find(id, given);
}

const newKey = (): string => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString();

describe("an account that is imported", () => {
  const given = (privateKey: string) => ({ directory: world.front.directory, root: world.pebble.root, privateKey });

  it("has the contact that the CA knows, outlives the resource, and makes no difference afterwards", async () => {
    const { id, props, inputs: found } = await find(accountProvider, account.url, given(world.accountKey));
    expect({ id, ...props }).toEqual({ id: account.url, ...account, shared: true });
    expect(accountProvider.diff(id, props, found)).toEqual({ changes: false, replaces: [] });
    await accountProvider.delete(id, props);
    expect((await accountProvider.read(id, props)).id).toBe(account.url);
  });

  it("is told from another account at the same CA, by the key", async () => {
    const other = await accountProvider.create({ ...given(newKey()), contact: ["mailto:other@example.com"], shared: true });
    expect((await find(accountProvider, other.id, given(other.outs.privateKey))).props).toEqual(other.outs);
    await expect(find(accountProvider, account.url, given(other.outs.privateKey))).rejects.toThrow(
      `Cannot import the account ${account.url} as its key must be given: the one that is given is the key of ${other.id}`,
    );
  });

  it("is not there when the CA does not know its key", async () => {
    expect((await find(accountProvider, account.url, given(newKey()))).id).toBe("");
  });
});

describe("a certificate that is imported by its URL at the CA", () => {
  let issued: LetsEncryptOutputs;
  let url: string;
  beforeAll(async () => {
    issued = (await certificateProvider.create(inputs)).outs;
    const path = world.front.seen.findLast((seen) => seen.path.startsWith("/certZ/"))?.path ?? "";
    url = new URL(path, world.front.directory).href;
  });
  const given = (changes: Partial<LetsEncryptInputs> = {}) => {
    const { directory, root = "", accountUrl, accountKey, solver, credential = "", resolver = "" } = inputs;
    return { directory, root, accountUrl, accountKey, solver, credential, resolver, adoptedKey: issued.privateKey, ...changes };
  };

  it("is the one that was issued, without another order, and makes no difference to a program that asks for it", async () => {
    const { id, props, inputs: found } = await find(certificateProvider, url, given());
    expect([props.fullChain, props.privateKey]).toEqual([issued.fullChain, issued.privateKey]);
    expect({ ...found, names: found.names.toSorted() }).toEqual({ ...inputs, names: inputs.names.toSorted() });
    expect(certificateProvider.diff(id, props, inputs)).toEqual({ changes: false, replaces: [] });
    expect(world.front.count("/order-plz")).toBe(0);
  });

  it("is refused with the key of another certificate, which is not shown", async () => {
    const adoptedKey = newKey();
    const error = await find(certificateProvider, url, given({ adoptedKey })).then(String, String);
    expect(error).toContain("adoptedKey: must be the private key of");
    expect(error).not.toContain(adoptedKey.split("\n")[1]);
  });

  it("is refused when the CA gives it to another account alone, or does not have it", async () => {
    const { outs: other } = await accountProvider.create({
      directory: world.front.directory,
      root: world.pebble.root,
      contact: [],
      privateKey: newKey(),
      shared: true,
    });
    await expect(find(certificateProvider, url, given({ accountUrl: other.url, accountKey: other.privateKey }))).rejects.toThrow("download the certificate");
    await expect(find(certificateProvider, `${url}00`, given())).rejects.toThrow("download the certificate");
  });
});
