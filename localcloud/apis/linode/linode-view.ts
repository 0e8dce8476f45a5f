import { ipv6Of } from "../../hosts/ipv6";
import { diskOf, find, images, types } from "./catalog";
import { time } from "./events";
import type { Event, Linode, State } from "./state";

const statuses = { new: "provisioning", active: "running", off: "offline" } as const;

/** What a Linode's status is while something happens to it. */
const meanwhile: Partial<Record<Event["type"], string>> = {
  linode_boot: "booting",
  linode_shutdown: "shutting_down",
  linode_reboot: "rebooting",
  linode_resize: "resizing",
};

/** A Linode as the API returns it. */
export function viewLinode(state: State, linode: Linode): object {
  const type = find(types, linode.type);
  return {
    id: Number(linode.id),
    label: linode.label,
    group: "",
    status: statusOf(state, linode),
    created: time(linode.createdAt),
    updated: time(linode.updatedAt),
    type: linode.type,
    ipv4: [linode.address, ...state.ips.list().flatMap(({ id, linode: owner }) => (owner === linode.id ? [id] : []))],
    ipv6: `${ipv6Of(linode.address)}/128`,
    image: linode.image,
    region: linode.region,
    site_type: "core",
    specs: { disk: type?.disk, memory: type?.memory, vcpus: type?.vcpus, gpus: 0, transfer: 0, accelerated_devices: 0 },
    alerts: { cpu: 0, io: 0, network_in: 0, network_out: 0, transfer_quota: 0 },
    backups: { enabled: false, available: false, schedule: { day: null, window: null }, last_successful: null },
    hypervisor: "kvm",
    watchdog_enabled: linode.isWatched,
    tags: linode.tags,
    host_uuid: "",
    has_user_data: linode.userData !== undefined,
    placement_group: null,
    disk_encryption: "disabled",
    lke_cluster_id: null,
    capabilities: [],
    interface_generation: "legacy_config",
    maintenance_policy: "linode/migrate",
    locks: [],
  };
}

function statusOf(state: State, { id, status, deleting }: Linode): string {
  if (deleting) return "deleting";
  const event = state.events.list().find((each) => each.resourceId === id && each.status === "in-progress");
  return (event && meanwhile[event.type]) ?? statuses[status];
}

function diskLabel({ image }: Linode): string {
  return `${find(images, image)?.label ?? image} Disk`;
}

/** The disks of a Linode: that of its image, and the swap. */
export function viewDisks(linode: Linode): object[] {
  const size = diskOf(linode);
  const swap = 512;
  const disk = (number: number, label: string, filesystem: string, megabytes: number): object => ({
    id: Number(linode.id) * 10 + number,
    label,
    filesystem,
    size: megabytes,
    status: "ready",
    disk_encryption: "disabled",
    created: time(linode.createdAt),
    updated: time(linode.createdAt),
  });
  return [disk(1, diskLabel(linode), "ext4", size - swap), disk(2, "Swap Image", "swap", swap)];
}

/** The one configuration with which a Linode boots. */
export function viewConfigs(linode: Linode): object[] {
  const { id, createdAt } = linode;
  const device = (number: number): object => ({ disk_id: Number(id) * 10 + number, volume_id: null });
  return [
    {
      id: Number(id) * 10,
      label: `My ${diskLabel(linode)} Profile`,
      comments: "",
      kernel: "linode/grub2",
      memory_limit: 0,
      run_level: "default",
      virt_mode: "paravirt",
      root_device: "/dev/sda",
      interfaces: [],
      helpers: { updatedb_disabled: true, distro: true, modules_dep: true, network: true, devtmpfs_automount: true },
      devices: { sda: device(1), sdb: device(2) },
      created: time(createdAt),
      updated: time(createdAt),
    },
  ];
}
