import { hashOf } from "../../contract/state-form";
import type { Properties } from "../../contract/value";
import type { Api } from "../../http/api";
import { poll } from "../../http/poll";
import { InitializationError, resource, type AnyResource } from "../../provider";
import { stateOf, type DropletInputs, type DropletJson } from "../droplet-state";
import { change } from "../droplet-changes";

export function droplet(api: Api): AnyResource {
  const find = async (id: string, signal: AbortSignal) => ((await api.find(`/v2/droplets/${id}`, signal)) as { droplet: DropletJson } | undefined)?.droplet;
  return resource<DropletInputs, Properties>({
    validate: ({ volumeIds }) =>
      Array.isArray(volumeIds) && volumeIds.length > 0
        ? [{ path: "volumeIds", reason: "Cannot attach volumes: the stand-in plugin has none; install the vendor's plugin to use them" }]
        : [],
    planned: (inputs) => (typeof inputs.userData === "string" ? { ...inputs, userData: hashOf(inputs.userData) } : inputs),
    async create(inputs, signal) {
      const { droplet: accepted } = (await api.post("/v2/droplets", body(inputs), signal)) as { droplet: DropletJson };
      const id = String(accepted.id);
      return { id, state: await whenReady(find, id, written(inputs), signal, accepted) };
    },
    async read(id, state, signal) {
      const found = await find(id, signal);
      if (found?.status === "new") throw notReady(found, state, new Error("it is being created"));
      return found && { id, state: outputs(found, state) };
    },
    async update(id, state, inputs, signal) {
      // An earlier update that failed half-way may have changed more than the state shows.
      const current = await whenReady(find, id, state, signal);
      await change(api, id, current, inputs, signal);
      return whenReady(find, id, written(inputs), signal);
    },
    async delete(id, _state, signal) {
      await api.delete(`/v2/droplets/${id}`, signal);
      await poll(async () => ((await find(id, signal)) === undefined ? true : undefined), signal);
    },
  });
}

function written(inputs: DropletInputs): Properties {
  return typeof inputs.userData === "string" ? { ...inputs, userData: hashOf(inputs.userData) } : inputs;
}

type Find = (id: string, signal: AbortSignal) => Promise<DropletJson | undefined>;

/** The outputs once the droplet has booted, has its address and is not locked by an action. It may have been switched off since. */
async function whenReady(find: Find, id: string, known: Properties, signal: AbortSignal, accepted?: DropletJson): Promise<Properties> {
  let latest = accepted;
  try {
    return await poll(async () => {
      latest = await find(id, signal);
      if (!latest) throw new Error(`Cannot wait for droplet ${id} to become active: it no longer exists`);
      return latest.status !== "new" && !latest.locked && latest.networks.v4.length > 0 ? outputs(latest, known) : undefined;
    }, signal);
  } catch (error) {
    throw latest ? notReady(latest, known, error) : error;
  }
}

/** Outputs that the droplet does not have yet are left out, so that a preview treats them as unknown. */
function notReady(latest: DropletJson, known: Partial<Properties>, error: unknown): InitializationError {
  const present = Object.fromEntries(Object.entries(outputs(latest, known)).filter(([, value]) => value !== ""));
  const reason = error instanceof Error ? error.message : String(error);
  const message = `Droplet ${latest.id} exists, but is not active yet: ${reason}. The next update goes on with it`;
  return new InitializationError(String(latest.id), present, new Error(message, { cause: error }));
}

function outputs(json: DropletJson, known: Partial<Properties>): Properties {
  return { ...stateOf(json, known), ...(known.userData !== undefined && { userData: known.userData }) };
}

function body(inputs: DropletInputs): object {
  return {
    name: inputs.name,
    region: inputs.region,
    size: inputs.size,
    image: inputs.image,
    // Ids are numbers and fingerprints are strings: the API tells them apart by type.
    ssh_keys: Array.isArray(inputs.sshKeys) ? inputs.sshKeys.map((key) => (/^\d+$/.test(String(key)) ? Number(key) : key)) : undefined,
    backups: inputs.backups,
    ipv6: inputs.ipv6,
    monitoring: inputs.monitoring,
    tags: inputs.tags,
    user_data: inputs.userData,
    vpc_uuid: inputs.vpcUuid,
    public_networking: inputs.publicNetworking,
    with_droplet_agent: inputs.dropletAgent,
    backup_policy: inputs.backupPolicy,
  };
}
