/** A program with a host that nobody but SSH reaches, with a firewall that names its droplet. */
export const earlierVps = (name: string): string => `import { Droplet, Firewall, SshKey } from "@pulumi/digitalocean";
import { ComponentResource } from "@pulumi/pulumi";
import { PrivateKey } from "@pulumi/tls";
import { userData } from "./components/host/common/cloud-init";

class Vps extends ComponentResource {
  constructor(name: string) {
    super("tlsup:index:Vps", name);
    const key = (purpose: string) => new PrivateKey(name + purpose, { algorithm: "ED25519" }, { parent: this });
    const [login, temporary] = [key("-login"), key("-first-contact")];
    const { fingerprint } = new SshKey(name, { publicKey: login.publicKeyOpenssh.apply((text) => text.trim()) }, { parent: this });
    const data = temporary.privateKeyOpenssh.apply((privateKey) => temporary.publicKeyOpenssh.apply((publicKey) => userData({ privateKey, publicKey })));
    const kind = { region: "fra1", size: "s-1vcpu-1gb", image: "debian-12-x64" };
    const droplet = new Droplet(name, { ...kind, sshKeys: [fingerprint], userData: data }, { parent: this });
    const everywhere = ["0.0.0.0/0", "::/0"];
    const inboundRules = [{ protocol: "tcp", portRange: "22", sourceAddresses: everywhere }, { protocol: "icmp", sourceAddresses: everywhere }];
    const out = { portRange: "all", destinationAddresses: everywhere };
    const outboundRules = [{ ...out, protocol: "tcp" }, { ...out, protocol: "udp" }, { protocol: "icmp", destinationAddresses: everywhere }];
    new Firewall(name, { dropletIds: [droplet.id.apply(Number)], inboundRules, outboundRules }, { parent: this });
  }
}
new Vps("${name}");
`;
