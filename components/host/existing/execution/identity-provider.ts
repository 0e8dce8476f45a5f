import { destinationSecrets } from "../../../shared/destination";
import { canonical } from "../../../shared/canonical";
import { fingerprint, isUnreached } from "../../../shared/execution/ssh";
import { tell } from "../../../shared/execution/tell";
import { notImported } from "../../../shared/importing";
import { picked } from "../../../shared/picked";
import type { ResourceOperations } from "../../../shared/resource-operations";
import { hostIdentityEntries, hostIdentityKeys, isKnown, type HostIdentityInputs, type HostIdentityOutputs } from "../host-identity";
import { imageFault, sightEffects } from "../host-sight";
import { lookAtHost, type LookedAt } from "./look";

/** A host that runs answers within half a minute, or it is down. */
const connectDeadline = 30_000;

/** A preview says less rather than wait for long. */
const previewDeadline = 10_000;

/** Which machine it is: looked at once, and known by its host key from then on. The machine itself is its owner's. */
export const hostIdentityProvider: ResourceOperations<HostIdentityInputs, HostIdentityOutputs> = {
  rules: hostIdentityEntries,
  secrets: destinationSecrets,
  replacedBy: [],
  computed: ["hostKey", "fingerprint", "machine"],

  async create(inputs) {
    const outs = await identify(inputs, inputs.expectedKey);
    return { id: outs.machine, outs };
  },

  diff: (_id, olds, news) => ({ changes: canonical(inputsOf(olds)) !== canonical(inputsOf(news)), replaces: [] }),

  keeps: (olds, news) => (isKnown(olds, news) ? ["hostKey", "fingerprint", "machine"] : []),

  async effects(news, olds) {
    const inputs = whole(news);
    if (!inputs || (olds && isKnown(olds, inputs))) return [];
    try {
      const looked = await lookAtHost(inputs, knownKey(inputs, olds), previewDeadline);
      refuseOther(inputs, looked);
      return [...sightEffects(looked.sight, inputs.host), ...takenOver(inputs, looked)];
    } catch (error) {
      if (!isUnreached(error)) throw error;
      return [`cannot say what is on the machine: ${error.message}`];
    }
  },

  async update(_id, olds, news) {
    if (isKnown(olds, news)) return { outs: { ...olds, ...inputsOf(news) } };
    return { outs: await identify(news, knownKey(news, olds)) };
  },

  // The key is checked by whoever connects; a look at the machine for its own sake would be one connection more in every refresh.
  read: (id, known) => Promise.resolve({ id, props: known, inputs: inputsOf(known) }),

  importing: notImported("write it in the program, which looks at the machine and changes nothing there"),

  delete: () => Promise.resolve(),
};

/** The key that the machine must have; at another address another machine may be meant. */
function knownKey({ host, port, expectedKey }: HostIdentityInputs, olds: HostIdentityOutputs | undefined): string | undefined {
  return expectedKey ?? (olds?.host === host && olds.port === port ? olds.hostKey : undefined);
}

async function identify(inputs: HostIdentityInputs, known: string | undefined): Promise<HostIdentityOutputs> {
  const looked = await lookAtHost(inputs, known, connectDeadline);
  refuseOther(inputs, looked);
  if (known === undefined) for (const told of takenOver(inputs, looked)) tell(told);
  return { ...inputs, hostKey: looked.hostKey, fingerprint: fingerprint(looked.hostKey), machine: looked.sight.machine };
}

function refuseOther({ host, image }: HostIdentityInputs, { sight }: LookedAt): void {
  const fault = imageFault(sight, image);
  if (fault !== undefined) throw new Error(`Cannot use the machine at ${host} as it ${fault}`);
}

function takenOver({ host, expectedKey }: HostIdentityInputs, { hostKey }: LookedAt): string[] {
  if (expectedKey !== undefined) return [];
  const print = fingerprint(hostKey);
  return [`${host} shows the host key ${print}, which is accepted from now on, and no other: compare it with what the machine itself prints (ssh-keygen -l)`];
}

/** The inputs, once everything is known that a look needs. */
function whole(news: Partial<HostIdentityInputs>): HostIdentityInputs | undefined {
  const { host, port, user, image } = news;
  if (host === undefined || port === undefined || user === undefined || image === undefined) return undefined;
  return { ...news, host, port, user, image };
}

function inputsOf(resource: HostIdentityInputs): HostIdentityInputs {
  return picked(resource, hostIdentityKeys);
}
