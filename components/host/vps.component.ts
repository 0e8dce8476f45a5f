import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { checkedArgs } from "../shared/checked-args.component";
import { FinalError } from "../shared/final-error.component";
import type { Access } from "./common/access.component";
import { userData } from "./common/cloud-init";
import { inboundRules, outboundRules, type OpenPort, type WebAccess } from "./common/firewall-rules";
import * as digitalocean from "./digitalocean/sdk.component";
import { defaultImage, type DigitalOceanHost } from "./host";
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
export interface VpsArgs extends DigitalOceanHost {
  /** Who may reach ports 80 and 443. SSH is open to everyone who has the key. */
  readonly web: pulumi.Input<WebAccess>;
  /**
   * What else is open, e.g. the result of `openPorts` for the host's services.
   * @default nothing
   */
  readonly open?: readonly OpenPort[];
  /**
   * With `reservedIp`: what must be there before the address leads to the machine, usually the servers on it. A machine that replaces another gets
   * the address when these are proven on it; until then, and when they fail, the other one keeps it. It is asked for when the program has made the
   * machine, so no `await` may be in between; what it returns must need neither `address` nor the `Vps` as a whole. `() => []` where nothing is proven.
   * Required with `reservedIp`, and for nothing else.
   * @default none: the machine's own address leads to it from the first moment on
   */
  readonly servedBy?: () => pulumi.Input<pulumi.Resource[]>;
}

/**
 * A virtual private server: a droplet with a key of its own, a firewall and, if asked for, an address that outlives it. Its SSH host key
 * is pinned from the first connection on. No droplet is ever without the firewall: it is there before the first one, covers one that is replaced
 * together with the one that replaces it, and goes after the last.
 */
export class Vps extends pulumi.ComponentResource {
  /** The public IPv4 address. A reserved one is known once it leads to this machine: a record that takes it follows. */
  readonly address: pulumi.Output<string>;
  /** How a push reaches the host. */
  readonly access: Access;
  /** What is gone when the machine is gone: for `deletedWith` of whatever lives on it. */
  readonly machine: pulumi.Resource;

  /** Throws `ConfigurationError` with everything that is wrong with `args` before anything is created; a reserved address must know what it follows. */
  constructor(name: string, args: VpsArgs, opts?: pulumi.ComponentResourceOptions) {
    args = checkedArgs<VpsArgs>(vpsRules, args, name);
    const { servedBy } = args;
    super("tlsup:index:Vps", name, {}, opts);
    const login = sshKeyPair(`${name}-login`, this);
    const temporary = sshKeyPair(`${name}-first-contact`, this);
    const droplet = this.droplet(name, args, login, temporary);
    this.machine = droplet;
    this.address = servedBy ? this.reservedAddress(name, args, droplet, servedBy) : droplet.ipv4Address;
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
        inboundRules: pulumi.output(args.web).apply((web) => inboundRules(web, args.open)),
        outboundRules: [...outboundRules],
      },
      { parent: this, replaceOnChanges: ["dropletIds", "tags"] },
    );
  }

  private reservedAddress(name: string, args: VpsArgs, droplet: digitalocean.Droplet, servedBy: NonNullable<VpsArgs["servedBy"]>): pulumi.Output<string> {
    const reserved = new digitalocean.ReservedIp(name, { region: args.region }, { parent: this });
    const proven = droplet.urn.apply(() => asked(name, servedBy));
    const assignment = new digitalocean.ReservedIpAssignment(name, { ipAddress: reserved.ipAddress, dropletId: droplet.id.apply(Number) }, { parent: this, dependsOn: proven });
    // Its URN is known in a preview as well, where its id may not be.
    return pulumi.all([reserved.ipAddress, assignment.urn]).apply(([address]) => address);
  }
}

function asked(name: string, servedBy: NonNullable<VpsArgs["servedBy"]>): pulumi.Output<pulumi.Resource[]> {
  try {
    return pulumi.output(servedBy());
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new FinalError(`Cannot let the reserved address of ${name} follow its servers as they must be there when servedBy is asked: ${error.message}. Make them without an await after the machine`);
  }
}

/** DigitalOcean's tags may have colons, and no dots; its droplets' names the other way round. */
function tagName(name: string): string {
  return name.replaceAll(".", ":");
}

function sshKeyPair(name: string, parent: pulumi.Resource): tls.PrivateKey {
  return new tls.PrivateKey(name, { algorithm: "ED25519" }, { parent });
}
