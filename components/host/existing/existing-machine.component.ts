import * as pulumi from "@pulumi/pulumi";
import { checkedArgs, pathOf } from "../../shared/checked-args.component";
import { readFile } from "../../shared/execution/given-file";
import { isIpv6 } from "../../shared/address";
import { ConfigurationError } from "../../shared/fault";
import type { JumpHost } from "../../shared/destination";
import type { FileReference } from "../../shared/file-reference";
import { whenKnown, type Inputs } from "../../shared/inputs.component";
import type { Access } from "../common/access.component";
import type { FoundHost, HostFinder } from "../common/host-finder.component";
import type { HostSecrets } from "../common/host-secrets";
import { isLater } from "../../shared/plain-data";
import { fieldsOf } from "../../shared/validation";
import { defaultImage } from "../common/platform";
import { HostIdentity } from "./host-identity.resource";
import { existingMachineRules } from "./schema";
import { laterAddress, type ExistingHost, type JumpHostSettings } from "./settings";

/**
 * The arguments of {@link ExistingMachine}.
 *
 * @example
 * ```ts
 * import { ExistingMachine } from "tlsup";
 * const machine = new ExistingMachine("blog", { address: "203.0.113.7", user: "admin", privateKey: { file: "keys/blog" } });
 * export const fingerprint = machine.fingerprint;
 * ```
 */
export type ExistingMachineArgs = ExistingMachineOptions & Omit<Inputs<ExistingHost>, "provider">;

/** The arguments besides an existing machine's settings. */
export interface ExistingMachineOptions {
  /**
   * The private key that logs in, and the password for sudo.
   * @default none: it is in a file, or held by an SSH agent
   */
  readonly hostSecrets?: Inputs<HostSecrets>;
  /**
   * What the settings are called in error messages.
   * @default the resource's name
   */
  readonly path?: string;
}

/** A machine that tlsup did not make: it is inspected, pushed to, and stays its owner's. Its SSH host key is given or taken over, and pinned. */
export class ExistingMachine extends pulumi.ComponentResource implements FoundHost {
  /** The machine's public address: IPv4, or IPv6 of a machine without IPv4. */
  readonly address: pulumi.Output<string>;
  /** Its public IPv6 address; undefined unless it is given, as `ipv6` or as `address`. */
  readonly ipv6?: pulumi.Output<string>;
  /** How a push reaches the machine. */
  readonly access: Access;
  /** The fingerprint of the machine's host key, as `ssh-keygen -l` prints it: `SHA256:...`. */
  readonly fingerprint: pulumi.Output<string>;

  /** Throws `ConfigurationError` with every fault of `args`. */
  constructor(name: string, args: ExistingMachineArgs, opts?: pulumi.ComponentResourceOptions) {
    const path = pathOf(args, name);
    const {
      address,
      ipv6,
      port = 22,
      user = "root",
      privateKey,
      hostKey,
      via,
      image = defaultImage,
      hostSecrets,
    } = checkedArgs<ExistingMachineArgs>(existingMachineRules, args, path);
    super("tlsup:index:ExistingMachine", name, {}, opts);
    const key = privateKey === undefined ? secretOf(hostSecrets, "privateKey") : keyOf(privateKey, `${path}.privateKey`);
    const sudoPassword = secretOf(hostSecrets, "sudoPassword");
    const login = {
      host: isLater(address) ? pulumi.output(address).apply((known) => laterAddress(known, `${path}.address`)) : pulumi.output(address),
      port: pulumi.output(port),
      user: pulumi.output(user),
      ...(key && { privateKey: key }),
      ...(sudoPassword && { sudoPassword }),
      ...(via && { via: pulumi.output(whenKnown(via, jumpHost)) }),
    };
    const identity = new HostIdentity(name, { ...login, image, ...(hostKey !== undefined && { expectedKey: hostKey }) }, { parent: this });
    this.address = login.host;
    if (isIpv6(address)) this.ipv6 = this.address;
    else if (ipv6 !== undefined) this.ipv6 = pulumi.output(ipv6);
    this.access = { ...login, hostKey: identity.hostKey, ...(this.ipv6 && { ipv6: this.ipv6 }), machine: identity.machine };
    this.fingerprint = identity.fingerprint;
    this.registerOutputs({ address: this.address, ...(this.ipv6 && { ipv6: this.ipv6 }), fingerprint: this.fingerprint });
  }
}

/** One of the secrets, if it may be given: secrets that are known only later may lack it. */
function secretOf(secrets: Inputs<HostSecrets> | undefined, key: keyof HostSecrets): pulumi.Output<string> | undefined {
  if (secrets === undefined || (!isLater(secrets) && fieldsOf(secrets)[key] === undefined)) return undefined;
  return pulumi.secret(pulumi.output(secrets as pulumi.Input<HostSecrets>).apply((known) => known[key])) as pulumi.Output<string>;
}

function jumpHost({ address, port = 22, user = "root", hostKey }: JumpHostSettings): JumpHost {
  return { host: address, port, user, hostKey };
}

/** Reads the key from a file. */
function keyOf(file: Inputs<FileReference>, path: string): pulumi.Output<string> {
  const text = whenKnown(file, (known: FileReference): string => {
    const content = readFile(known, path);
    if (!Buffer.isBuffer(content)) throw new ConfigurationError([content]);
    return content.toString("utf8");
  });
  return pulumi.secret(text);
}

/** The settings without the provider's name. */
function settingsOf(host: Inputs<ExistingHost>): Omit<Inputs<ExistingHost>, "provider"> {
  return Object.fromEntries(Object.entries(host).filter(([key]) => key !== "provider")) as Omit<Inputs<ExistingHost>, "provider">;
}

/** The registry entry that finds existing hosts. */
export const existing: HostFinder<ExistingHost> = {
  find: (name, host, { path, hostSecrets }, parent) =>
    new ExistingMachine(name, { ...settingsOf(host), path, ...(hostSecrets && { hostSecrets }) }, { parent }),
};
