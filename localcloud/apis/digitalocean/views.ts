import { ipv6Of } from "../../hosts/ipv6";
import type { Instance } from "../../instance";
import { isLocked } from "../../machines/record";
import { privateNetmask, publicNetmask } from "./private-network";
import { diskOf, findImage, findRegion, findSize } from "./catalog";
import { ipv6AddressesOf, type AccountKey, type Action, type Droplet, type State } from "./state";
import { defaultVpc } from "./vpc";

/** A key as the API returns it. */
export function viewKey({ id, name, publicKey, fingerprint }: AccountKey): object {
  return { id: Number(id), fingerprint, public_key: publicKey, name };
}

/** A droplet as the API returns it. */
export function viewDroplet(state: State, instance: Instance, droplet: Droplet): object {
  const size = findSize(droplet.size);
  return {
    id: Number(droplet.id),
    name: droplet.name,
    memory: size?.memory,
    vcpus: size?.vcpus,
    disk: diskOf(droplet),
    disk_info: [{ type: "local", size: { amount: diskOf(droplet), unit: "gib" } }],
    locked: isLocked(state.actions, droplet.id),
    status: droplet.status,
    kernel: null,
    created_at: wholeSeconds(droplet.createdAt),
    features: droplet.features,
    backup_ids: [],
    next_backup_window: null,
    snapshot_ids: [],
    image: findImage(droplet.image),
    volume_ids: [],
    size,
    size_slug: droplet.size,
    networks: { v4: droplet.status === "new" ? [] : viewNetworks(instance, droplet), v6: droplet.status === "new" ? [] : viewIpv6(instance, droplet) },
    region: findRegion(droplet.region),
    tags: droplet.tags,
    vpc_uuid: defaultVpc(instance, droplet.region),
  };
}

/** An action as the API returns it. */
export function viewAction(action: Action): object {
  return {
    id: Number(action.id),
    status: action.status,
    type: action.type,
    started_at: wholeSeconds(action.startedAt),
    completed_at: action.completedAt === undefined ? null : wholeSeconds(action.completedAt),
    resource_id: action.resourceType === "droplet" ? Number(action.resourceId) : asNumber(action.resourceId),
    resource_type: action.resourceType,
    region: findRegion(action.region),
    region_slug: action.region,
  };
}

/** A link for following an action, for the answer to a request. */
export function actionLink({ id, type }: Action, url: string): object {
  return { id: Number(id), rel: type, href: new URL(`/v2/actions/${id}`, url).href };
}

/** The vendor's times have whole seconds. */
export function wholeSeconds(time: string): string {
  return time.replace(/\.\d+Z$/, "Z");
}

function viewNetworks({ gateway }: Instance, { address, privateAddress }: Droplet): object[] {
  return [
    { ip_address: address, netmask: publicNetmask, gateway, type: "public" },
    { ip_address: privateAddress, netmask: privateNetmask, gateway: null, type: "private" },
  ];
}

function viewIpv6({ gateway }: Instance, droplet: Droplet): object[] {
  return ipv6AddressesOf(droplet).map((address) => ({ ip_address: address, netmask: 64, gateway: ipv6Of(gateway), type: "public" }));
}

/** An action's resource is a number. For a reserved IP it is the IPv4 address as a number. */
function asNumber(address: string): number {
  return address.split(".").reduce((number, octet) => number * 256 + Number(octet), 0);
}
