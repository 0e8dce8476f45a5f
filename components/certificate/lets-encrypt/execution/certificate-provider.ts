import { canonical } from "../../../shared/canonical";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { leafFacts } from "../../bundle";
import { AcmeRefusal } from "../acme-error";
import { certificateId } from "../ari";
import { certificateInputsOf, differ, reissueReasons, type LetsEncryptInputs, type LetsEncryptOutputs } from "../certificate-resource";
import { shortList } from "../names";
import { leafAndChain } from "../pem";
import { refused, shouldRenew, type RenewalState } from "../renewal";
import { accountKey } from "./account";
import { conversation, type Conversation } from "./conversation";
import { issue } from "./issue";
import { journalFolder, openJournal } from "./journal";
import { preflight } from "./preflight";
import { askedAgain, firstRenewalState } from "./renewal-information";
import { revoke } from "./revocation";
import { solverFor } from "./solver-for";
import type { Signer } from "./transport";

/** The last leaf that this process got for an identity: another one of it that is deleted was replaced, and is not revoked. */
const latest = new Map<string, string>();

/** A certificate over ACME, as a resource: renewed in place, never taken away before another is there. */
export const certificateProvider: ResourceOperations<LetsEncryptInputs, LetsEncryptOutputs> = {
  async create(inputs) {
    const outs = await issued(inputs);
    return { id: leafFacts(outs.leaf).sha256.slice(0, 32), outs };
  },

  diff(_id, olds, news) {
    const due = shouldRenew(olds.renewal, Date.now());
    const reasons = reissueReasons(olds, news);
    if (reasons.length > 0) say(news, `gets another certificate: ${reasons.join("; ")}`);
    else if (due.renew) say(news, `will be renewed: ${due.reason}`);
    return { changes: due.renew || differ(olds, news), replaces: [] };
  },

  async update(_id, olds, news) {
    if (reissueReasons(olds, news).length > 0) return { outs: await issued(news) };
    if (!shouldRenew(olds.renewal, Date.now()).renew) return { outs: kept(olds, news, olds.renewal) };
    return { outs: await renewed(olds, news) };
  },

  async read(id, known) {
    const now = Date.now();
    if (now < Date.parse(known.renewal.askAgainAt)) return { id, props: known, inputs: certificateInputsOf(known) };
    const renewal = await conversation(known, ({ transport }) => askedAgain(transport, known.leaf, known.renewal, now, Math.random())).catch((error: unknown) => {
      say(known, `the CA could not be asked when to renew: ${messageOf(error)}`);
      return known.renewal;
    });
    return { id, props: { ...known, renewal }, inputs: certificateInputsOf(known) };
  },

  async delete(_id, known) {
    const wasReplaced = (latest.get(identityOf(known)) ?? known.leaf) !== known.leaf;
    if (!known.revokeOnDelete || wasReplaced) return;
    await conversation(known, ({ transport }) => revoke(transport, signerOf(known), known.leaf));
  },
};

async function issued(inputs: LetsEncryptInputs, replaces?: string): Promise<LetsEncryptOutputs> {
  const outs = await conversation(inputs, (talk) => issuedOver(talk, inputs, replaces));
  latest.set(identityOf(inputs), outs.leaf);
  return outs;
}

async function issuedOver(talk: Conversation, inputs: LetsEncryptInputs, replaces?: string): Promise<LetsEncryptOutputs> {
  const { names, keyType, profile } = inputs;
  const signer = signerOf(inputs);
  await preflight(talk.transport, inputs);
  const journal = openJournal(journalFolder(), signer.key, [inputs.directory, inputs.accountUrl, [...names].sort(), keyType, profile ?? ""]);
  const request = { names, keyType, ...(profile !== undefined && { profile }), ...(replaces !== undefined && { replaces }) };
  const { privateKey, fullChain } = await issue(request, { ...talk, signer, journal, solver: solverFor(inputs, talk.timings) });
  const { leaf, chain } = leafAndChain(fullChain);
  const renewal = await firstRenewalState(talk.transport, leaf, leafFacts(leaf), Date.now(), Math.random());
  return { ...certificateInputsOf(inputs), privateKey, leaf, chain, fullChain, renewal };
}

/** A renewal that comes to nothing keeps the certificate, says so, and is tried again later; an expired one is an error. */
async function renewed(olds: LetsEncryptOutputs, news: LetsEncryptInputs): Promise<LetsEncryptOutputs> {
  try {
    return await issued(news, await certificateId(olds.leaf));
  } catch (error) {
    const now = Date.now();
    if (now >= Date.parse(olds.renewal.notAfter)) throw error;
    const renewal = refused(olds.renewal, messageOf(error), now);
    say(news, `warning: the certificate was not renewed, and the one that is there stays; it expires on ${renewal.notAfter}. ${messageOf(error)}. Next attempt from ${renewal.notBeforeAttempt ?? "now"} on`);
    if (error instanceof AcmeRefusal && error.has("accountDoesNotExist")) say(news, "the CA does not know the account any more: run `pulumi refresh`, then `pulumi up`");
    return kept(olds, news, renewal);
  }
}

/** The certificate that is there, under the new inputs. */
function kept({ privateKey, leaf, chain, fullChain }: LetsEncryptOutputs, news: LetsEncryptInputs, renewal: RenewalState): LetsEncryptOutputs {
  return { ...certificateInputsOf(news), privateKey, leaf, chain, fullChain, renewal };
}

function signerOf({ accountKey: pem, accountUrl }: LetsEncryptInputs): Required<Signer> {
  return { key: accountKey(pem), account: accountUrl };
}

function identityOf({ directory, accountUrl, names }: LetsEncryptInputs): string {
  return canonical([directory, accountUrl, [...names].sort()]);
}

function say({ names }: LetsEncryptInputs, what: string): void {
  console.error(`tlsup: ${shortList(names)}: ${what}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
