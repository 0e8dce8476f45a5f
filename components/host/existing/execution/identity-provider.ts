import { destinationSecrets } from "../../../shared/destination";
import { canonical } from "../../../shared/canonical";
import { fingerprint, isUnreached, recognised } from "../../../shared/execution/ssh";
import { tell } from "../../../shared/execution/tell";
import { notImported } from "../../../shared/importing";
import { picked } from "../../../shared/picked";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { hostIdentityEntries, hostIdentityKeys, isKnown, type HostIdentityInputs, type HostIdentityOutputs } from "../host-identity";
import { imageFault, sightEffects } from "../host-sight";
import { lookAtHost, type LookedAt } from "./look";

/** A host that does not answer within half a minute is down. */
const connectDeadline = 30_000;

/** A preview reports less rather than waiting long. */
const previewDeadline = 10_000;

/** Which machine a host is: inspected once, and recognised by its host key from then on. The machine itself stays its owner's. */
export const hostIdentityProvider: ResourceOperations<HostIdentityInputs, HostIdentityOutputs> = {
  rules: hostIdentityEntries,
  secrets: destinationSecrets,
  replacedBy: [],
  computed: ["hostKey", "fingerprint", "machine"],
  // Without its key, another machine could be told the password.
  foretellsWhole: true,

  async create(inputs) {
    const outs = await identify(inputs, inputs.expectedKey);
    return { id: outs.machine, outs };
  },

  diff(_id, olds, news) {
    recognise(olds);
    return { changes: canonical(inputsOf(olds)) !== canonical(inputsOf(news)), replaces: [] };
  },

  keeps: (olds, news) => (isKnown(olds, news) ? ["hostKey", "fingerprint", "machine"] : []),

  async effects(news, olds) {
    const inputs = whole(news);
    if (!inputs || (olds && isKnown(olds, inputs))) return [];
    try {
      const known = knownKey(inputs, olds);
      const looked = await lookAtHost(inputs, known, previewDeadline);
      refuseOther(inputs, looked);
      return [...sightEffects(looked.sight, inputs.host), ...(known === undefined ? [takenOver(inputs, looked)] : [])];
    } catch (error) {
      if (!isUnreached(error)) throw error;
      return [`cannot say what is on the machine: ${error.message}`];
    }
  },

  async update(_id, olds, news) {
    if (isKnown(olds, news)) return { outs: { ...olds, ...inputsOf(news) } };
    return { outs: await identify(news, knownKey(news, olds)) };
  },

  // Every connection checks the key; inspecting the machine here would add a connection to every refresh.
  read(id, known) {
    recognise(known);
    return Promise.resolve({ id, props: known, inputs: inputsOf(known) });
  },

  importing: notImported("write it in the program, which looks at the machine and changes nothing there"),

  delete: () => Promise.resolve(),
};

/** The key that the machine must have, if it is known; another address may mean another machine. */
function knownKey({ host, expectedKey }: HostIdentityInputs, olds: (HostIdentityInputs & Partial<HostIdentityOutputs>) | undefined): string | undefined {
  return expectedKey ?? (olds?.host === host ? olds.hostKey : undefined);
}

async function identify(inputs: HostIdentityInputs, known: string | undefined): Promise<HostIdentityOutputs> {
  const looked = await lookAtHost(inputs, known, connectDeadline);
  refuseOther(inputs, looked);
  if (known === undefined) tell(takenOver(inputs, looked));
  return recognise({ ...inputs, hostKey: looked.hostKey, fingerprint: fingerprint(looked.hostKey), machine: looked.sight.machine });
}

/** A run that failed may have seen it: what is in the state counts as well. */
function recognise(seen: HostIdentityOutputs): HostIdentityOutputs {
  recognised.set(seen.fingerprint, seen.machine);
  return seen;
}

function refuseOther({ host, image }: HostIdentityInputs, { sight }: LookedAt): void {
  const fault = imageFault(sight, image);
  if (fault !== undefined) throw new Error(`Cannot use the machine at ${host} as it ${fault}`);
}

function takenOver({ host }: HostIdentityInputs, { hostKey }: LookedAt): string {
  const print = fingerprint(hostKey);
  return `${host} shows the host key ${print}, which is accepted from now on, and no other: compare it with what the machine itself prints (ssh-keygen -l)`;
}

/** The inputs, once everything that an inspection needs is known. */
function whole(news: Partial<HostIdentityInputs>): HostIdentityInputs | undefined {
  const { host, port, user, image } = news;
  if (host === undefined || port === undefined || user === undefined || image === undefined) return undefined;
  return { ...news, host, port, user, image };
}

function inputsOf(resource: HostIdentityInputs): HostIdentityInputs {
  return picked(resource, hostIdentityKeys);
}
