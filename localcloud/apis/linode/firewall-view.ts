import { time } from "./events";
import type { Device, Firewall, State } from "./state";

/** A firewall as the API returns it. */
export function viewFirewall(state: State, { id, label, tags, isEnabled, rules, devices, createdAt, updatedAt }: Firewall): object {
  return {
    id: Number(id),
    label,
    tags,
    status: isEnabled ? "enabled" : "disabled",
    rules: { ...rules, version: 1, fingerprint: "" },
    entities: devices.map((device) => entity(state, device)),
    created: time(createdAt),
    updated: time(updatedAt),
  };
}

/** The assignment of a firewall as the API returns it. */
export function viewDevice(state: State, device: Device): object {
  return { id: Number(device.id), entity: entity(state, device), created: time(device.createdAt), updated: time(device.createdAt) };
}

function entity({ linodes }: State, { linode }: Device): object {
  return { id: Number(linode), type: "linode", label: linodes.get(linode)?.label ?? null, url: `/v4/linode/instances/${linode}`, parent_entity: null };
}
