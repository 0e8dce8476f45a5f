import { each, missing, type Refusal, type Sample } from "./refusal";
import { images, logins, paths } from "./shared";
import { key, userKey } from "./values";

const machines: Refusal[] = [
  ...missing("provider", "region", "size"),
  ...each("provider", ["aws", null]),
  ...each("region", ["Frankfurt", "fra1;id", 1]),
  ...each("size", ["big", "s-1vcpu-1gb\n", null]),
  ...each("dualStack", ["yes", 6, null]),
  ...images,
];

const sshAccesses: Refusal[] = [...each("ssh", [null, "everyone"]), ...each("ssh.from", [[], "0.0.0.0/0", null]), ...each("ssh.from.0", ["203.0.113.7", 7])];

const userKeys: Refusal[] = [...each("authorizedKeys", [null, userKey]), ...each("authorizedKeys.0", ["ssh-ed25519 AAAA", `restrict ${userKey}`, key, 7])];

/** Refusals of a site's host settings. */
export const hosts: Refusal[] = [...machines, ...each("authorizedKeys", [null, userKey]), ...each("reservedIp", ["yes", 1, null])];

const existing = { provider: "existing", address: "203.0.113.7" };

/** For the settings of a site on a host that is there already. */
export const existingHosts: Refusal[] = [
  ...each("host", [{ provider: "existing" }, { ...existing, address: "2001:DB8::1" }, { ...existing, address: "fe80::1%eth0" }], "host.address"),
  ...each(
    "host",
    [
      { ...existing, ipv6: "203.0.113.7" },
      { ...existing, ipv6: "2001:DB8::7" },
      { provider: "existing", address: "2001:db8::1", ipv6: "2001:db8::7" },
    ],
    "host.ipv6",
  ),
  ...each("host", [{ ...existing, dualStack: true }], "host.dualStack"),
  ...each("host", [{ ...existing, ipv4Enabled: false }], "host.ipv4Enabled"),
  ...each("host", [{ ...existing, region: "fra1" }], "host.region"),
  ...each("host", [{ ...existing, size: "s-1vcpu-1gb" }], "host.size"),
  ...each("host", [{ ...existing, reservedIp: true }], "host.reservedIp"),
  ...each("host", [{ ...existing, ssh: { from: ["203.0.113.0/24"] } }], "host.ssh"),
  ...each("host", [{ ...existing, authorizedKeys: [userKey] }], "host.authorizedKeys"),
  ...each("host", [{ ...existing, image: "ubuntu-22-04-x64" }], "host.image"),
  ...each("host", [{ ...existing, privateKey: key }], "host.privateKey"),
  ...each("host", [{ ...existing, via: { address: "203.0.113.8", hostKey: "ssh-ed25519 AAAA" } }], "host.hostKey"),
];

const byIpv6 = { provider: "hetzner", region: "fsn1", size: "cx23", ipv4Enabled: false };

/** For the settings of a site on a server without IPv4. */
export const serversByIpv6: Refusal[] = [
  ...each("host", [{ ...byIpv6, ipv4Enabled: "no" }], "host.ipv4Enabled"),
  ...each("host", [{ ...byIpv6, dualStack: true }], "host.dualStack"),
  ...each("host", [{ ...byIpv6, reservedIp: true }], "host.reservedIp"),
  ...each("host", [{ ...byIpv6, provider: "linode", region: "eu-central", size: "g6-nanode-1" }], "host.ipv4Enabled"),
];

export const machineSamples: Readonly<Record<string, Sample>> = {
  Vps: {
    args: {
      provider: "digitalocean",
      region: "fra1",
      size: "s-1vcpu-1gb",
      image: "debian-12-x64",
      dualStack: true,
      web: { from: "everyone" },
      open: [{ ports: "25", from: ["0.0.0.0/0"] }],
      ssh: { from: ["203.0.113.0/24"] },
      authorizedKeys: [userKey],
    },
    refusals: [
      ...machines,
      ...userKeys,
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
  ExistingMachine: {
    args: {
      address: "203.0.113.7",
      ipv6: "2001:db8::7",
      user: "admin",
      port: 2222,
      privateKey: { file: "package.json" },
      hostKey: "ssh-ed25519 AAAA",
      image: "debian-13-x64",
    },
    refusals: [
      ...missing("address"),
      ...each("ipv6", ["203.0.113.7", "2001:DB8::7", 6, null]),
      ...each("address", ["2001:db8::1"], "ipv6"),
      ...each("address", ["198.51.100.256", "2001:DB8::1", "fe80::1%eth0", "blog.example.com", "198.51.100.7; id", 7, null]),
      ...each("port", [0, 65536, 22.5, "22"]),
      ...each("user", ["root;id", "-l", "", null]),
      ...each("privateKey", ["hunter2", key, { path: "key" }, 7]),
      ...each("hostKey", ["ssh-ed25519", "ssh-ed25519 AAAA\nssh-rsa BBBB", 7]),
      ...each("via", [null, "203.0.113.8"]),
      ...each("via", [{ address: "203.0.113.8" }, { address: "203.0.113.8", hostKey: "AAAA" }], "via.hostKey"),
      ...each("via", [{ address: "-oProxyCommand=id", hostKey: "ssh-ed25519 AAAA" }], "via.address"),
      ...each("", [{ hostKey: undefined, hostSecrets: { sudoPassword: "hunter2" } }], "hostKey"),
      ...each("", [{ hostKey: undefined, via: { address: "203.0.113.8", hostKey: "ssh-ed25519 AAAA" } }], "hostKey"),
      ...each("", [{ user: "root", hostSecrets: { sudoPassword: "hunter2" } }], "!hostSecrets.sudoPassword"),
      ...logins,
      ...images,
      ...paths,
    ],
  },
  ReservedAddress: {
    args: { provider: "digitalocean", region: "fra1", machine: "7" },
    refusals: [
      ...missing("provider", "region", "machine"),
      ...each("provider", ["aws", null]),
      ...each("region", ["Frankfurt", null]),
      ...each("machine", ["blog", "7; id", 7, null]),
      ...each(
        "",
        [
          { provider: "hetzner", region: "fsn1", machine: "blog" },
          { provider: "linode", region: "eu-central", machine: "7; id" },
        ],
        "machine",
      ),
    ],
  },
};
