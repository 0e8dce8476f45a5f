import { canonical } from "../../../shared/canonical";
import { importedBy, type Found } from "../../../shared/importing";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { leafFacts, type Bundle, type BundleVerdict } from "../../x509/bundle";
import { acmeAuthority, issuedParts, readIssued, refusal } from "../../common/issued";
import { AcmeRefusal } from "../acme-error";
import { adoptedBundle, type AdoptionWords } from "../adoption";
import { certificateId } from "../ari";
import { certificateInputsOf, differ, reissueReasons, type LetsEncryptInputs, type LetsEncryptOutputs } from "../certificate-resource";
import { shortList } from "../names";
import { hasExpired, afterRefusal, shouldRenew, type RenewalState } from "../renewal";
import { certificateEntries } from "../schema";
import { accountKey } from "./account";
import { inputsOfExisting } from "./existing-certificate";
import { conversation, type Conversation } from "./conversation";
import { issue, type CertificateRequest, type Issued } from "./issue";
import { journalFolder, openJournal } from "./journal";
import { preflight } from "./preflight";
import { askAgain, firstRenewalState } from "./renewal-information";
import { revoke } from "./revocation";
import { solverFor } from "./solver-for";
import { tellOf } from "./tell-of";
import type { Signer } from "./transport";
import { messageOf } from "../../../shared/message";

/** The last leaf that this process got for each identity. If another leaf is deleted, it was replaced, and is not revoked. */
const latest = new Map<string, string>();

/** The certificate resource: renewed in place, and never removed before its successor exists. */
export const certificateProvider: ResourceOperations<LetsEncryptInputs, LetsEncryptOutputs> = {
  rules: certificateEntries,
  secrets: ["privateKey", "accountKey", "credential", "sudoPassword", "adoptedKey"],
  replacedBy: [],
  computed: ["privateKey", "leaf", "chain", "fullChain", "renewal"],
  // The CA may call for a renewal at any time; `read` asks it only when the next question is due.
  isReadFirst: true,

  async create(inputs) {
    const outs = (await takeOver(inputs)) ?? (await obtain(inputs));
    return { id: idOf(outs), outs };
  },

  diff(_id, olds, news) {
    const due = shouldRenew(olds.renewal, Date.now());
    const reasons = reissueReasons(olds, news);
    if (reasons.length > 0) tellOf(news, `gets another certificate: ${reasons.join("; ")}`);
    else if (due.renew) tellOf(news, `will be renewed: ${due.reason}`);
    return { changes: due.renew || differ(olds, news), replaces: [], ...(due.renew && { because: ["renewal"] }) };
  },

  keeps: (olds, news) => (reissueReasons(olds, news).length > 0 || shouldRenew(olds.renewal, Date.now()).renew ? [] : certificateProvider.computed),

  holds: ({ leaf }) => [leaf],

  async update(_id, olds, news) {
    if (reissueReasons(olds, news).length > 0) return { outs: await obtain(news) };
    if (!shouldRenew(olds.renewal, Date.now()).renew) return { outs: keep(olds, news, olds.renewal) };
    return { outs: await renew(olds, news) };
  },

  async read(id, known) {
    const now = Date.now();
    if (now < Date.parse(known.renewal.askAgainAt)) return { id, props: known, inputs: certificateInputsOf(known) };
    const renewal = await conversation(known, ({ transport }) => askAgain(transport, known.leaf, known.renewal, now, Math.random())).catch((error: unknown) => {
      tellOf(known, `the CA could not be asked when to renew: ${messageOf(error)}`);
      return known.renewal;
    });
    return { id, props: { ...known, renewal }, inputs: certificateInputsOf(known) };
  },

  importing: importedBy(
    ["directory", "accountUrl", "accountKey", "solver", "adoptedKey"],
    ["root", "names", "keyType", "profile", "credential", "sudoPassword", "resolver", "revokeOnDelete"],
    async (id, given): Promise<Found<LetsEncryptInputs, LetsEncryptOutputs>> => {
      const inputs = await inputsOfExisting(id, given);
      const props = await takeOver(inputs, { certificate: id, key: "adoptedKey", otherwise: "import another one" });
      if (!props) throw new Error(`Cannot import the certificate ${id} as its key must be given, as adoptedKey`);
      return { id: idOf(props), props, inputs: certificateInputsOf(inputs) };
    },
  ),

  async delete(_id, known) {
    const wasReplaced = (latest.get(identityOf(known)) ?? known.leaf) !== known.leaf;
    if (!known.revokeOnDelete || wasReplaced) return;
    await conversation(known, ({ transport }) => revoke(transport, signerOf(known), known));
  },
};

function idOf({ leaf }: LetsEncryptOutputs): string {
  return leafFacts(leaf).sha256.slice(0, 32);
}

/** Takes over an existing certificate, if one is given: the CA is only asked when to renew it. */
async function takeOver(inputs: LetsEncryptInputs, words?: AdoptionWords): Promise<LetsEncryptOutputs | undefined> {
  const now = new Date();
  const found = adoptedBundle(inputs, now, words);
  if (!found) return undefined;
  const { privateKey, leaf, chain, fullChain, facts } = found;
  const renewal = await conversation(inputs, ({ transport }) => firstRenewalState(transport, leaf, facts, now.getTime(), Math.random()));
  return { ...certificateInputsOf(inputs), privateKey, leaf, chain, fullChain, renewal };
}

/** `renewal` is given when the certificate replaces an expiring one. */
async function obtain(inputs: LetsEncryptInputs, renewal?: Renewal): Promise<LetsEncryptOutputs> {
  const outs = await conversation(inputs, (talk) => obtainOver(talk, inputs, renewal));
  latest.set(identityOf(inputs), outs.leaf);
  return outs;
}

type Renewal = Pick<CertificateRequest, "replaces" | "isRenewal">;

async function obtainOver(talk: Conversation, inputs: LetsEncryptInputs, renewing: Renewal = {}): Promise<LetsEncryptOutputs> {
  const { names, keyType, profile } = inputs;
  const signer = signerOf(inputs);
  await preflight(talk.transport, inputs);
  const journal = openJournal(journalFolder(), signer.key, [inputs.directory, inputs.accountUrl, [...names].sort(), keyType, profile ?? ""]);
  const request = { names, keyType, ...(profile !== undefined && { profile }), ...renewing };
  const obtained = await issue(request, { ...talk, signer, journal, solver: solverFor(inputs, talk.timings) });
  let judged: Bundle;
  try {
    judged = judge(obtained, inputs, talk.transport.clockAhead());
  } catch (error) {
    await journal.forget();
    throw error;
  }
  const { privateKey, leaf, chain, fullChain, facts } = judged;
  const renewal = await firstRenewalState(talk.transport, leaf, facts, Date.now(), Math.random());
  // Only now: an interruption of the question would lose the certificate with its key.
  await journal.forget();
  return { ...certificateInputsOf(inputs), privateKey, leaf, chain, fullChain, renewal };
}

/**
 * Checks and sorts what the CA sent. Throws only when visitors would refuse it both by the CA's clock and by this machine's,
 * which is `ahead`: a wrong clock alone is no reason.
 */
function judge({ fullChain, privateKey }: Issued, { names, root }: LetsEncryptInputs, ahead: number): Bundle {
  const read = (now: number): BundleVerdict => readIssued(issuedParts(fullChain, privateKey), { names, now: new Date(now), authority: acmeAuthority(root) });
  const now = Date.now();
  const byCa = read(now - ahead);
  const { bundle, faults } = byCa.bundle ? byCa : read(now);
  if (!bundle)
    throw new Error(refusal(`what the CA issued for ${shortList(names)}`, faults, "The next run orders another; when that is no better, tell the CA"));
  return bundle;
}

/** A failed renewal is reported, keeps the certificate and is tried again later; if the certificate has expired, it throws. */
async function renew(olds: LetsEncryptOutputs, news: LetsEncryptInputs): Promise<LetsEncryptOutputs> {
  try {
    const replaces = await certificateId(olds.leaf);
    return await obtain(news, { isRenewal: true, ...(replaces !== undefined && { replaces }) });
  } catch (error) {
    const now = Date.now();
    if (hasExpired(olds.renewal, now)) throw error;
    const renewal = afterRefusal(olds.renewal, messageOf(error), now);
    tellOf(
      news,
      `warning: the certificate was not renewed, and the one that is there stays; it expires on ${renewal.notAfter}. ${messageOf(error)}. ` +
        `Next attempt from ${renewal.notBeforeAttempt ?? "now"} on`,
    );
    if (error instanceof AcmeRefusal && error.has("accountDoesNotExist"))
      tellOf(news, "the CA does not know the account any more: run `pulumi refresh`, then `pulumi up`");
    return keep(olds, news, renewal);
  }
}

/** Keeps the current certificate, with the new inputs. */
function keep({ privateKey, leaf, chain, fullChain }: LetsEncryptOutputs, news: LetsEncryptInputs, renewal: RenewalState): LetsEncryptOutputs {
  return { ...certificateInputsOf(news), privateKey, leaf, chain, fullChain, renewal };
}

function signerOf({ accountKey: pem, accountUrl }: LetsEncryptInputs): Required<Signer> {
  return { key: accountKey(pem), account: accountUrl };
}

function identityOf({ directory, accountUrl, names }: LetsEncryptInputs): string {
  return canonical([directory, accountUrl, [...names].sort()]);
}
