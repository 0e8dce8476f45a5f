import { each, missing, type Refusal, type Sample } from "./refusal";
import { images } from "./shared";

const machines: Refusal[] = [
  ...missing("provider", "region", "size"),
  ...each("provider", ["aws", null]),
  ...each("region", ["Frankfurt", "fra1;id", 1]),
  ...each("size", ["big", "s-1vcpu-1gb\n", null]),
  ...images,
];

const sshAccesses: Refusal[] = [...each("ssh", [null, "everyone"]), ...each("ssh.from", [[], "0.0.0.0/0", null]), ...each("ssh.from.0", ["203.0.113.7", 7])];

/** Refusals of a site's host settings. */
export const hosts: Refusal[] = [...machines, ...each("reservedIp", ["yes", 1, null])];

export const machineSamples: Readonly<Record<string, Sample>> = {
  Vps: {
    args: {
      provider: "digitalocean",
      region: "fra1",
      size: "s-1vcpu-1gb",
      image: "debian-12-x64",
      web: { from: "everyone" },
      open: [{ ports: "25", from: ["0.0.0.0/0"] }],
      ssh: { from: ["203.0.113.0/24"] },
    },
    refusals: [
      ...machines,
      ...sshAccesses,
      ...missing("web"),
      ...each("web", [null, "everyone"]),
      ...each("web.from", ["nobody; id", null]),
      ...each("web", [{ from: "edge", ranges: [] }, { from: "edge" }], "web.ranges"),
      ...each("web", [{ from: "edge", ranges: ["everywhere"] }], "web.ranges.0"),
      ...each("open", [null, "25"]),
      ...each("open.0.ports", ["0", "25-", "65536", "200-100", "all", 25]),
      ...each("open.0.from", [[], "0.0.0.0/0", null]),
      ...each("open.0.from.0", ["everywhere", "198.51.100.1"]),
    ],
  },
  ReservedAddress: {
    args: { provider: "digitalocean", region: "fra1", machine: "7" },
    refusals: [
      ...missing("provider", "region", "machine"),
      ...each("provider", ["aws", null]),
      ...each("region", ["Frankfurt", null]),
      ...each("machine", ["blog", "7; id", 7, null]),
    ],
  },
};
