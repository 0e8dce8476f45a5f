import { canonical } from "../../../shared/canonical";
import { destinationEntries, destinationKeys, destinationSecrets, publicKey, type MachineDestination } from "../../../shared/destination";
import { acceptGoneMachine, isLoginRefused } from "../../../shared/execution/ssh";
import { notImported } from "../../../shared/importing";
import { picked } from "../../../shared/picked";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { changeKeys } from "./change-keys";

/** A key that logs in to a host. */
export interface LoginKeyInputs extends MachineDestination {
  /** Its public half. */
  readonly loginKey: string;
}

/** The key of each machine in this run. Only another one takes a key off: without it, the machine is deleted, or is already. */
const current = new Map<string, string>();

/** The key that logs in to a host, as long as anything in the state does so with it. */
export const loginKeyProvider: ResourceOperations<LoginKeyInputs, LoginKeyInputs> = {
  rules: { ...destinationEntries, loginKey: publicKey },
  secrets: destinationSecrets,
  replacedBy: ["loginKey", "machine"],
  computed: [],

  create(inputs) {
    current.set(inputs.machine, inputs.loginKey);
    return Promise.resolve({ id: inputs.machine, outs: inputs });
  },

  diff(_id, olds, news) {
    current.set(news.machine, news.loginKey);
    return { changes: canonical(inputsOf(olds)) !== canonical(inputsOf(news)), replaces: this.replacedBy.filter((key) => olds[key] !== news[key]) };
  },

  holds: ({ machine, loginKey }) => [machine, loginKey],

  update: (_id, _olds, news) => Promise.resolve({ outs: news }),

  // Every connection logs in with it.
  read: (id, known) => Promise.resolve({ id, props: known, inputs: inputsOf(known) }),

  importing: notImported("write it in the program, which changes nothing on the host"),

  async delete(_id, known) {
    if ((current.get(known.machine) ?? known.loginKey) === known.loginKey) return;
    try {
      await changeKeys(known, { formerLoginKey: known.loginKey });
    } catch (error) {
      // A key that the host refuses is not there any more.
      if (!isLoginRefused(error)) acceptGoneMachine(error, "the former login key", known);
    }
  },
};

function inputsOf(key: LoginKeyInputs): LoginKeyInputs {
  return picked(key, { ...destinationKeys, loginKey: true });
}
