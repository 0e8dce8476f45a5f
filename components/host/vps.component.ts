import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { createHash } from "node:crypto";
import { checkedArgs } from "../shared/checked-args.component";
import { onceMade } from "../shared/depends-on.component";
import { whenKnown, type Inputs } from "../shared/inputs.component";
import { fieldsOf } from "../shared/validation";
import type { Access } from "./common/access.component";
import { userData } from "./common/cloud-init";
import { everywhere, type OpenPort, type SshAccess, type WebAccess } from "./common/firewall-rules";
import type { MachineNeeds } from "./common/machine-maker.component";
import { HostMemory, type HostMemoryArgs } from "./common/host-memory.resource";
import { reachableBy } from "./common/host-memory";
import { HostKey } from "./common/host-key.resource";
import { AuthorizedKeys } from "./login/authorized-keys.resource";
import { LoginKey } from "./login/login-key.resource";
import { makerOf, requirePackage } from "./makers.component";
import { hasIpv4, type MachineSettings } from "./vendors";
import { vpsRulesAt } from "./vps-args";

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
export type VpsArgs = VpsOptions & Inputs<MachineSettings>;

/** The settings of a machine at any vendor. */
export interface VpsOptions {
  /** Who may reach ports 80 and 443. */
  readonly web: Inputs<WebAccess>;
  /**
   * The other open ports, e.g. the result of `openPorts` for the host's services.
   * @default nothing
   */
  readonly open?: Inputs<readonly OpenPort[]>;
  /**
   * Who may reach SSH, with the key.
   * @default everyone
   */
  readonly ssh?: Inputs<SshAccess>;
  /**
   * Public keys that may log in as root too, as in a `.pub` file.
   * @default []
   */
  readonly authorizedKeys?: Inputs<readonly string[]>;
}

/**
 * A virtual private server: a machine with its own key, and a firewall, without which no machine ever is. Its SSH host key is pinned from the first
 * connection on.
 */
export class Vps extends pulumi.ComponentResource {
  /** The machine's own public address: IPv4, or IPv6 with `ipv4Enabled: false`. A `ReservedAddress` outlives it. */
  readonly address: pulumi.Output<string>;
  /** Its public IPv6 address; undefined unless `dualStack` is true or `ipv4Enabled` is false. */
  readonly ipv6?: pulumi.Output<string>;
  /** How a push reaches the host. */
  readonly access: Access;
  /** For `deletedWith` of the resources on the machine. */
  readonly machine: pulumi.Resource;

  /** Throws `ConfigurationError` with every fault of `args`. */
  constructor(name: string, args: VpsArgs, opts?: pulumi.ComponentResourceOptions) {
    const {
      web,
      open = [],
      ssh = { from: everywhere },
      authorizedKeys = [],
      ...settings
    } = checkedArgs<VpsArgs>(vpsRulesAt(fieldsOf(args).provider), args, name);
    requirePackage(settings.provider, `${name}.provider`);
    super("tlsup:index:Vps", name, {}, opts);
    const login = sshKeyPair(`${name}-login`, this);
    const temporary = sshKeyPair(`${name}-first-contact`, this);
    const gates = { web, open, ssh };
    const needs: MachineNeeds = {
      loginKey: login.publicKeyOpenssh.apply((key) => key.trim()),
      mark: temporary.publicKeyOpenssh.apply((key) => createHash("sha256").update(key).digest("hex").slice(0, 16)),
      userData: pulumi.all([temporary.privateKeyOpenssh, temporary.publicKeyOpenssh]).apply(([privateKey, publicKey]) => userData({ privateKey, publicKey })),
      ...gates,
    };
    const { id, address, ipv6 } = makerOf(settings.provider).machine(name, settings, needs, this);
    this.address = address;
    if (ipv6) this.ipv6 = ipv6;
    const contact = { host: address, port: pulumi.output(22), user: pulumi.output("root"), privateKey: login.privateKeyOpenssh };
    const hostKey = new HostKey(
      `${name}-host-key`,
      { ...contact, temporaryKey: temporary.publicKeyOpenssh.apply((key) => key.trim()), machine: id },
      { parent: this },
    );
    // What the vendor refuses is not remembered.
    new HostMemory(`${name}-memory`, { ...remembered(settings, gates), size: onceMade(hostKey, settings.size) }, { parent: this });
    // It goes with each machine. The machine's own resource would not do: a refresh forgets it when the machine was deleted by hand.
    this.machine = hostKey;
    const destination = { ...contact, hostKey: hostKey.hostKey, machine: id };
    const admitted = { ...destination, loginKey: needs.loginKey };
    const admits = { ...admitted, userKeys: pulumi.output(authorizedKeys) };
    const keys = new AuthorizedKeys(`${name}-authorized-keys`, admits, { parent: this, deletedWith: hostKey });
    // What logs in waits until the host admits the key, and the key of before stays until the end of the run: what is deleted then logs in with it.
    // `deletedWith` would leave it on a machine as long as a former one waits to be deleted: the engine tells the two host keys apart by name only.
    const { privateKey } = new LoginKey(`${name}-login-key`, admitted, { parent: this, dependsOn: keys });
    this.access = { ...destination, privateKey, ...(ipv6 && { ipv6 }), deletedWith: hostKey };
    this.registerOutputs({ address: this.address, ...(ipv6 && { ipv6 }), hostKeyFingerprint: hostKey.fingerprint });
  }
}

/** What to remember about a machine. */
function remembered(
  { provider, region, size, image = makerOf(provider).defaultImage, ...settings }: Inputs<MachineSettings>,
  { web, open, ssh }: Pick<MachineNeeds, "web" | "open" | "ssh">,
): HostMemoryArgs {
  const reachable = whenKnown({ from: web.from, open, ssh }, (known: Gates) => reachableBy(known.from, known.open, known.ssh));
  return {
    provider,
    region,
    size,
    image,
    ...(!hasIpv4(settings) && { ipv4Enabled: false }),
    reachable: reachable as pulumi.Input<Readonly<Record<string, string>>>,
  };
}

interface Gates {
  readonly from: WebAccess["from"];
  readonly open: readonly OpenPort[];
  readonly ssh: SshAccess;
}

function sshKeyPair(name: string, parent: pulumi.Resource): tls.PrivateKey {
  return new tls.PrivateKey(name, { algorithm: "ED25519" }, { parent });
}
