import { canonical } from "../../../shared/canonical";
import { tell } from "../../../shared/execution/tell";
import { importedBy, type Found } from "../../../shared/importing";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { accountInputsOf, type AcmeAccountInputs, type AcmeAccountOutputs } from "../account-resource";
import { AcmeRefusal, AcmeUnavailable } from "../acme-error";
import { registrationEntries } from "../schema";
import { accountKey, changeKey, contactOf, deactivate, findAccount, openAccount, updateContact } from "./account";
import { conversation } from "./conversation";
import { messageOf } from "../../../shared/message";

/**
 * The account resource: an account is found by its key or made. Contact and key change in place, but no key that is or was given: it may have other users, and
 * another one is of another account.
 */
export const accountProvider: ResourceOperations<AcmeAccountInputs, AcmeAccountOutputs> = {
  rules: registrationEntries,
  secrets: ["privateKey", "externalHmacKey"],
  // A given key in place of a generated one, or the reverse, while a preview does not know the generated one.
  replacedBy: ["directory", "shared"],
  computed: ["url"],

  async create(inputs) {
    const url = await open(inputs);
    return { id: url, outs: { ...inputs, url } };
  },

  diff(_id, olds, news) {
    const isAnother = olds.privateKey !== news.privateKey && (olds.shared || news.shared);
    const replaces = [...(olds.directory === news.directory ? [] : ["directory"]), ...(isAnother ? ["privateKey"] : [])];
    return { changes: canonical(accountInputsOf(olds)) !== canonical(accountInputsOf(news)), replaces };
  },

  keeps: () => ["url"],

  holds: ({ url }) => [url],

  async update(_id, olds, news) {
    await conversation(news, async ({ transport }) => {
      const signer = { key: accountKey(olds.privateKey), account: olds.url };
      const next = { key: accountKey(news.privateKey), account: olds.url };
      if (olds.privateKey !== news.privateKey) await changeKey(transport, signer, next.key);
      if (canonical(olds.contact) !== canonical(news.contact)) await updateContact(transport, next, news.contact);
    });
    return { outs: { ...news, url: olds.url } };
  },

  async read(id, known) {
    const url = await conversation(known, ({ transport }) => findAccount(transport, accountKey(known.privateKey))).catch((error: unknown) => {
      tell(`${known.directory} could not be asked for the account: ${messageOf(error)}`);
      return known.url;
    });
    // An empty id tells the engine that the account is gone, so it makes it again.
    return { id: url === undefined ? "" : id, props: { ...known, url: url ?? known.url }, inputs: accountInputsOf(known) };
  },

  importing: importedBy(
    ["directory", "privateKey"],
    ["root", "contact", "shared", "externalKeyId", "externalHmacKey"],
    (id, given): Promise<Found<AcmeAccountInputs, AcmeAccountOutputs>> =>
      conversation(given, async ({ transport }) => {
        const key = accountKey(given.privateKey);
        const url = await findAccount(transport, key);
        if (url === undefined) return { id: "", props: { ...defaults, ...given, url: id }, inputs: { ...defaults, ...given } };
        if (url !== id) throw new Error(`Cannot import the account ${id} as its key must be given: the one that is given is the key of ${url}`);
        const inputs = { ...defaults, ...given, contact: given.contact ?? (await contactOf(transport, { key, account: url })) };
        return { id, props: { ...inputs, url }, inputs };
      }),
  ),

  async delete(_id, known) {
    if (known.shared) return;
    await conversation(known, async ({ transport }) => {
      const key = accountKey(known.privateKey);
      const account = await findAccount(transport, key);
      if (account !== undefined) await deactivate(transport, { key, account });
    }).catch((error: unknown) => {
      // An account whose key is forgotten harms no one, and the CA may be gone for good.
      if (!(error instanceof AcmeUnavailable || error instanceof AcmeRefusal)) throw error;
      const { message } = error.cause instanceof Error ? error.cause : error;
      tell(`warning: the account ${known.url} could not be deactivated at ${known.directory}: ${message}`);
    });
  },
};

/** An existing account may have other users: it outlives the resource unless the import says otherwise. */
const defaults = { contact: [], shared: true };

function open(inputs: AcmeAccountInputs): Promise<string> {
  const { contact, privateKey, externalKeyId: keyId, externalHmacKey: hmacKey } = inputs;
  const external = keyId !== undefined && hmacKey !== undefined ? { keyId, hmacKey } : undefined;
  return conversation(inputs, ({ transport }) => openAccount(transport, accountKey(privateKey), contact, external));
}
