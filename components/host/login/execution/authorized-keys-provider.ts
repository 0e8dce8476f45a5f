import { canonical } from "../../../shared/canonical";
import { destinationSecrets } from "../../../shared/destination";
import { madeInPart } from "../../../shared/execution/made-in-part";
import { isLoginRefused, withSession } from "../../../shared/execution/ssh";
import { notImported } from "../../../shared/importing";
import { picked } from "../../../shared/picked";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { Unfinished } from "../../../shared/unfinished";
import { authorizedKeysEntries, authorizedKeysInputs, keyEffects, type AuthorizedKeysInputs } from "../authorized-keys";
import { changeKeys, connectDeadline } from "./change-keys";

/** Who may log in to a host. Keys are added and proven here; the login key of before is taken off by the resource that stands for it. */
export const authorizedKeysProvider: ResourceOperations<AuthorizedKeysInputs, AuthorizedKeysInputs> = {
  rules: authorizedKeysEntries,
  secrets: destinationSecrets,
  replacedBy: ["machine"],
  computed: [],

  // A machine is made with the login key, and its host key was taken over by a login with it.
  async create(inputs) {
    if (inputs.userKeys.length > 0) await changeKeys(inputs, inputs);
    return { id: inputs.machine, outs: inputs };
  },

  diff: (_id, olds, news) => ({
    changes: canonical(inputsOf(olds)) !== canonical(inputsOf(news)),
    replaces: olds.machine === news.machine ? [] : ["machine"],
  }),

  effects: (news, olds) => keyEffects(news, olds),

  update(id, { privateKey }, news) {
    const partly = (error: Error) => new Unfinished(error, id, { ...news, privateKey });
    return madeInPart(partly, async (begun) => {
      begun();
      await changeKeys({ ...news, privateKey }, news).catch((error: unknown) => {
        // The state may be older than the host, and know a key that is gone.
        if (!isLoginRefused(error)) throw error;
        return changeKeys(news, news);
      });
      await withSession(news, connectDeadline, (session) => session.run("true"));
      return { outs: news };
    });
  },

  // Every connection logs in; reading the keys here would add a connection to every refresh.
  read: (id, known) => Promise.resolve({ id, props: known, inputs: inputsOf(known) }),

  importing: notImported("write it in the program: it puts the keys on the host that are not there"),

  // The machine goes with it.
  delete: () => Promise.resolve(),
};

function inputsOf(keys: AuthorizedKeysInputs): AuthorizedKeysInputs {
  return picked(keys, authorizedKeysInputs);
}
