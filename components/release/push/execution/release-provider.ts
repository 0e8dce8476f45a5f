import { destinationEntries, destinationKeys, destinationSecrets, destinationTaken, type MachineDestination } from "../../../shared/destination";
import { picked, type Keys } from "../../../shared/picked";
import { canonical } from "../../../shared/canonical";
import { importedBy, siteOnMachine } from "../../../shared/importing";
import type { Report, ResourceOperations } from "../../../shared/resource-operations";
import { madeInPart } from "../../../shared/execution/made-in-part";
import { acceptGoneMachine, isUnreached } from "../../../shared/execution/ssh";
import { Unfinished } from "../../../shared/unfinished";
import { releaseEntries } from "../../common/release-faults";
import { hostNames, planKeys, type Release } from "../../common/release";
import { dataFault, earlierData, releaseEffects, siteFault } from "../../effects/effects";
import { storedDataEntries, type StoredData } from "../../effects/stored-data";
import { findRelease } from "./find-release";
import { lookAt } from "./look-at";
import { push, PushError, remove, type ProvenRelease } from "./push";
import { inTurn } from "./turns";
import { tell } from "../../../shared/execution/tell";

/** A release, and the host that it belongs on. */
export interface ReleaseInputs extends MachineDestination, Release {
  /**
   * The data on the machine, besides releases, that is lost with the machine: what it is, by folder.
   * @default none
   */
  readonly data?: StoredData;
  /**
   * The data there that earlier releases left.
   * @default none
   */
  readonly earlierData?: StoredData;
  /**
   * The identity of the machine that may be replaced although there is `data` on it.
   * @default none: such a machine is not replaced
   */
  readonly leaveDataOn?: string;
}

/** A release that is in force. */
export interface ReleaseOutputs extends ReleaseInputs, ProvenRelease {
  /** What differed on the host when it was last inspected; empty after a push. */
  readonly drift: readonly string[];
}

/** A release on a host, as a resource. A push creates and updates it; reading it finds drift. */
export const releaseProvider: ResourceOperations<ReleaseInputs, ReleaseOutputs> = {
  rules: { ...destinationEntries, ...releaseEntries, ...storedDataEntries },
  secrets: [...destinationSecrets, "secrets"],
  replacedBy: ["machine", "site", "domain"],
  computed: ["folder", "servedSha256", "drift"],

  async create(inputs, report) {
    return { id: idOf(inputs), outs: await pushRelease(inputs, report) };
  },

  diff(_id, olds, news) {
    const replaces = [...this.replacedBy.filter((key) => olds[key] !== news[key]), ...(losesAlias(olds, news) ? ["aliases"] : [])];
    const hasDrifted = olds.drift.length > 0;
    return {
      changes: replaces.length > 0 || hasDrifted || canonical(pushedOf(olds)) !== canonical(pushedOf(news)),
      replaces,
      ...(hasDrifted && { because: ["drift"] }),
    };
  },

  inherits: earlierData,

  effects: (news, olds) => releaseEffects(news, olds),

  refusals(news, olds) {
    if (!olds) return {};
    const [leaveDataOn, site] = [dataFault(olds, news), siteFault(olds, news)];
    return { ...(leaveDataOn !== undefined && { leaveDataOn }), ...(site !== undefined && { site }) };
  },

  // If it serves other names by now, a removal takes off only these.
  holds: (outs) => [outs.machine, outs.site, hostNames(outs)],

  async update(_id, { folder }, news, report) {
    return { outs: await pushRelease(news, report, folder) };
  },

  async read(id, known) {
    const props = await inspect(known);
    return { id, props, inputs: inputsOf(props) };
  },

  importing: importedBy(["host", "privateKey", "hostKey"], destinationTaken, async (id, given) => {
    const { machine, site } = siteOnMachine(id, "a release");
    const destination = { port: 22, user: "root", ...given, machine };
    const found = await findRelease(destination, site);
    if (!found) throw new Error(`Cannot import ${site} from ${given.host} as a release of it must be in force: there is none`);
    const inputs = { ...destination, ...found.release };
    const { files, servedSha256, differences } = await lookAt(inputs, inputs, found.folder);
    return { id: idOf(inputs), props: { ...inputs, files, folder: found.folder, servedSha256, drift: differences }, inputs };
  }),

  async delete(_id, known) {
    try {
      await remove(known, known);
    } catch (error) {
      acceptGoneMachine(error, known.domain, known);
    }
  },
};

/** Whether a name goes. That replaces the release: the old one is deleted last in a run, so the name is served until its record is gone. */
function losesAlias(olds: Release, news: Release): boolean {
  const kept = hostNames(news);
  return hostNames(olds).some((name) => name !== olds.domain && !kept.includes(name));
}

function idOf({ machine, domain }: ReleaseInputs): string {
  return `${machine}/${domain}`;
}

/** Of a push whose end is not known the stack has what it may have left, and `former`, the push that is in force if it was rolled back. */
function pushRelease(inputs: ReleaseInputs, report?: Report, former = ""): Promise<ReleaseOutputs> {
  const unknown: ReleaseOutputs = { ...inputs, folder: former, servedSha256: "", drift: ["how its last push ended is not known"] };
  return madeInPart(
    (error) => (error instanceof PushError && error.isUndone ? error : new Unfinished(error, idOf(inputs), unknown)),
    async (begun) => ({
      ...inputs,
      ...(await inTurn(inputs, `push ${inputs.domain} to ${inputs.host}`, report, () => push(inputs, inputs, report, begun))),
      drift: [],
    }),
  );
}

async function inspect(known: ReleaseOutputs): Promise<ReleaseOutputs> {
  try {
    const { files, servedSha256, differences } = await lookAt(known, known, known.folder);
    return { ...known, files, servedSha256, drift: differences };
  } catch (error) {
    if (!isUnreached(error)) throw error;
    // No error, as the machine itself may have been deleted, which its own resource finds out. But an uninspected host must not count as unchanged.
    const drift = `${known.domain} could not be looked at: ${error.message}`;
    tell(drift);
    return { ...known, drift: [drift] };
  }
}

type Pushed = Omit<ReleaseInputs, "data" | "earlierData" | "leaveDataOn">;

const pushedKeys: Keys<Pushed> = { ...destinationKeys, ...planKeys, secrets: true, certificate: true };

/** The part of the inputs that is pushed to the host. */
function pushedOf(resource: ReleaseInputs): Pushed {
  return picked<Pushed>(resource, pushedKeys);
}

const inputKeys: Keys<ReleaseInputs> = { ...pushedKeys, data: true, earlierData: true, leaveDataOn: true };

function inputsOf(resource: ReleaseInputs): ReleaseInputs {
  return picked(resource, inputKeys);
}
