import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { checkedArgs } from "../shared/checked-args.component";
import { whenKnown, type Inputs } from "../shared/inputs.component";
import type { Access } from "./common/access.component";
import { userData } from "./common/cloud-init";
import { inboundRules, outboundRules, type OpenPort, type WebAccess } from "./common/firewall-rules";
import * as digitalocean from "./digitalocean/sdk.component";
import { defaultImage, type DigitalOceanMachine } from "./host";
import { HostKey } from "./common/host-key.resource";
import { vpsRules } from "./vps-args";

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
export interface VpsArgs extends Inputs<DigitalOceanMachine> {
  /** Who may reach ports 80 and 443. SSH is open to everyone who has the key. */
  readonly web: Inputs<WebAccess>;
  /**
   * What else is open, e.g. the result of `openPorts` for the host's services.
   * @default nothing
   */
  readonly open?: Inputs<readonly OpenPort[]>;
}

/**
 * A virtual private server: a droplet with a key of its own, and a firewall. Its SSH host key is pinned from the first connection on. No droplet is ever without the firewall: it is there before the first one, covers one that is replaced
 * together with the one that replaces it, and goes after the last.
 */
export class Vps extends pulumi.ComponentResource {
  /** The machine's own public IPv4 address. One that outlives it is a `ReservedAddress`. */
  readonly address: pulumi.Output<string>;
  /** How a push reaches the host. */
  readonly access: Access;
  /** What is gone when the machine is gone: for `deletedWith` of whatever lives on it. */
  readonly machine: pulumi.Resource;

  /** Throws `ConfigurationError` with everything that is wrong with `args` before anything is created. */
  constructor(name: string, args: VpsArgs, opts?: pulumi.ComponentResourceOptions) {
    args = checkedArgs<VpsArgs>(vpsRules, args, name);
    super("tlsup:index:Vps", name, {}, opts);
    const login = sshKeyPair(`${name}-login`, this);
    const temporary = sshKeyPair(`${name}-first-contact`, this);
    const droplet = this.droplet(name, args, login, temporary);
    this.machine = droplet;
    this.address = droplet.ipv4Address;
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
    this.access = { host: droplet.ipv4Address, port: 22, user: "root", privateKey: login.privateKeyOpenssh, hostKey: hostKey.hostKey, machine: droplet.id, deletedWith: droplet };
    this.registerOutputs({ address: this.address, hostKeyFingerprint: hostKey.fingerprint });
  }

  private droplet(name: string, args: VpsArgs, login: tls.PrivateKey, temporary: tls.PrivateKey): digitalocean.Droplet {
    const key = new digitalocean.SshKey(name, { publicKey: login.publicKeyOpenssh.apply((text) => text.trim()) }, { parent: this });
    const tag = new digitalocean.Tag(tagName(name), {}, { parent: this });
    const firewall = this.firewall(name, args, tag);
    return new digitalocean.Droplet(
      name,
      {
        region: args.region,
        size: args.size,
        image: args.image ?? defaultImage,
        sshKeys: [key.fingerprint],
        tags: [tag.name],
        userData: pulumi.all([temporary.privateKeyOpenssh, temporary.publicKeyOpenssh]).apply(([privateKey, publicKey]) => userData({ privateKey, publicKey })),
      },
      // A droplet that changed from one tag to another would be without both, and so without a firewall, in between.
      { parent: this, dependsOn: firewall, replaceWith: [tag] },
    );
  }

  /** It admits by a tag, so it needs no droplet to be there. One that comes to cover others is another firewall, and stands until nothing needs the first. */
  private firewall(name: string, args: VpsArgs, tag: digitalocean.Tag): digitalocean.Firewall {
    return new digitalocean.Firewall(
      name,
      {
        tags: [tag.name],
        inboundRules: whenKnown({ web: args.web, open: args.open ?? [] }, ({ web, open }: { readonly web: WebAccess; readonly open: readonly OpenPort[] }) => inboundRules(web, open)),
        outboundRules: [...outboundRules],
      },
      { parent: this, replaceOnChanges: ["dropletIds", "tags"] },
    );
  }
}

/** DigitalOcean's tags may have colons, and no dots; its droplets' names the other way round. */
function tagName(name: string): string {
  return name.replaceAll(".", ":");
}

function sshKeyPair(name: string, parent: pulumi.Resource): tls.PrivateKey {
  return new tls.PrivateKey(name, { algorithm: "ED25519" }, { parent });
}
