import { digitalocean } from "../../../../../localcloud/providers/digitalocean/definition";
import { EngineClient } from "../engine-client";
import { FakeDigitalOcean } from "./fake-digitalocean";

const token = (kind: string) => `digitalocean:index/${kind[0]!.toLowerCase()}${kind.slice(1)}:${kind}`;
export const [droplet, sshKey, firewall, reservedIp, assignment, tag] = ["Droplet", "SshKey", "Firewall", "ReservedIp", "ReservedIpAssignment", "Tag"].map(
  token,
) as [string, string, string, string, string, string];

export const program = {
  name: "web",
  image: "debian-12-x64",
  size: "s-1vcpu-1gb",
  region: "fra1",
  sshKeys: ["101", "aa:bb"],
  tags: ["b", "a"],
  userData: "#cloud-config",
};

export const rules = {
  inboundRules: [
    { protocol: "tcp", portRange: "22", sourceAddresses: ["0.0.0.0/0", "::/0"] },
    { protocol: "icmp", sourceAddresses: ["0.0.0.0/0"] },
  ],
  outboundRules: [{ protocol: "tcp", portRange: "all", destinationAddresses: ["0.0.0.0/0"] }],
};

export let api: FakeDigitalOcean;
export let client: EngineClient;
beforeEach(async () => {
  api = new FakeDigitalOcean();
  client = new EngineClient(digitalocean, { DIGITALOCEAN_API_URL: await api.start(), DIGITALOCEAN_TOKEN: "canary" });
});
afterEach(() => api.stop());
