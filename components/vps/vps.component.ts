import * as digitalocean from "@pulumi/digitalocean";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { userData } from "./cloud-init";
import { inboundRules, outboundRules, type OpenPort, type WebAccess } from "./firewall-rules";
import { defaultImage, type DigitalOceanHost } from "./host";
import { HostKey } from "./host-key.resource";

/**
 * The arguments of {@link Vps}.
 *
 * @example
 * ```ts
 * import { Vps } from "tlsup";
 * const vps = new Vps("blog", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } });
 * export const address = vps.address;
 * ```
 */
export interface VpsArgs extends DigitalOceanHost {
  /** Who may reach ports 80 and 443. SSH is open to everyone who has the key. */
  readonly web: pulumi.Input<WebAccess>;
  /**
   * What else is open, e.g. the result of `openPorts` for the host's services.
   * @default nothing
   */
  readonly open?: readonly OpenPort[];
}

/** How a push reaches a host: its address, the login, and the host key that is pinned. */
export interface Access {
  /** Its address. */
  readonly host: pulumi.Output<string>;
  /** The port of its SSH server. */
  readonly port: number;
  /** The login; root, as a push writes to /etc. */
  readonly user: string;
  /** The client's private key. Secret. */
  readonly privateKey: pulumi.Output<string>;
  /** The host's public key, as in `ssh_known_hosts`. */
  readonly hostKey: pulumi.Output<string>;
  /** The machine's identity at its provider. */
  readonly machine: pulumi.Output<string>;
}

/**
 * A virtual private server: a droplet with a key of its own, a firewall and, if asked for, an address that outlives it. Its SSH host key
 * is pinned from the first connection on.
 */
export class Vps extends pulumi.ComponentResource {
  /** The public IPv4 address. */
  readonly address: pulumi.Output<string>;
  /** How a push reaches the host. */
  readonly access: Access;
  /** What is gone when the machine is gone: for `deletedWith` of whatever lives on it. */
  readonly machine: pulumi.Resource;

  constructor(name: string, args: VpsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tlsup:index:Vps", name, {}, opts);
    const login = sshKeyPair(`${name}-login`, this);
    const temporary = sshKeyPair(`${name}-first-contact`, this);
    const droplet = this.droplet(name, args, login, temporary);
    this.firewall(name, args, droplet);
    this.machine = droplet;
    this.address = args.reservedIp === true ? this.reservedAddress(name, args, droplet) : droplet.ipv4Address;
    const hostKey = new HostKey(
      `${name}-host-key`,
      {
        host: droplet.ipv4Address,
        port: 22,
        user: "root",
        privateKey: login.privateKeyOpenssh,
        temporaryKey: temporary.publicKeyOpenssh.apply((key) => key.trim()),
        machine: droplet.id,
      },
      { parent: this, deletedWith: droplet },
    );
    this.access = { host: droplet.ipv4Address, port: 22, user: "root", privateKey: login.privateKeyOpenssh, hostKey: hostKey.hostKey, machine: droplet.id };
    this.registerOutputs({ address: this.address, hostKeyFingerprint: hostKey.fingerprint });
  }

  private droplet(name: string, args: VpsArgs, login: tls.PrivateKey, temporary: tls.PrivateKey): digitalocean.Droplet {
    const key = new digitalocean.SshKey(name, { publicKey: login.publicKeyOpenssh.apply((text) => text.trim()) }, { parent: this });
    return new digitalocean.Droplet(
      name,
      {
        region: args.region,
        size: args.size,
        image: args.image ?? defaultImage,
        sshKeys: [key.fingerprint],
        userData: pulumi.all([temporary.privateKeyOpenssh, temporary.publicKeyOpenssh]).apply(([privateKey, publicKey]) => userData({ privateKey, publicKey })),
      },
      { parent: this },
    );
  }

  private firewall(name: string, args: VpsArgs, droplet: digitalocean.Droplet): void {
    new digitalocean.Firewall(
      name,
      {
        dropletIds: [droplet.id.apply(Number)],
        inboundRules: pulumi.output(args.web).apply((web) => inboundRules(web, args.open)),
        outboundRules: [...outboundRules],
      },
      { parent: this },
    );
  }

  private reservedAddress(name: string, args: VpsArgs, droplet: digitalocean.Droplet): pulumi.Output<string> {
    const reserved = new digitalocean.ReservedIp(name, { region: args.region }, { parent: this });
    new digitalocean.ReservedIpAssignment(name, { ipAddress: reserved.ipAddress, dropletId: droplet.id.apply(Number) }, { parent: this });
    return reserved.ipAddress;
  }
}

function sshKeyPair(name: string, parent: pulumi.Resource): tls.PrivateKey {
  return new tls.PrivateKey(name, { algorithm: "ED25519" }, { parent });
}
