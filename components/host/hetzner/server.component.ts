import { hash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { whenKnown } from "../../shared/inputs.component";
import { everybodysRules, inboundRules, type InboundRule, type OpenPort, type SshAccess, type WebAccess } from "../common/firewall-rules";
import { architectureOf } from "../common/host-memory";
import { hostNameOf, ipv6Of, moving, type MachineMaker, type MachineNeeds } from "../common/machine-maker.component";
import { acceptMovedAddresses } from "../common/moved-address";
import { OptionalSdk } from "../common/optional-sdk";
import { loadHetznerSdk, type HetznerSdk } from "./sdk.component";
import type { HetznerMachine } from "./settings";

const installed = new OptionalSdk("@pulumi/hcloud", loadHetznerSdk);

/** A firewall finds the servers that it covers by the value of this label. */
const label = "tlsup-machine";

/** The registry entry that makes machines at Hetzner. */
export const hetzner: MachineMaker<HetznerMachine> = {
  defaultImage: "debian-12",

  missingPackage: () => installed.missing(),

  machine(name, { region, size, image = hetzner.defaultImage, dualStack, ipv4Enabled: hasIpv4 = true }, needs, parent) {
    const sdk = installed.get();
    const key = new sdk.SshKey(name, { publicKey: needs.loginKey }, { parent });
    const firewall = coveringFirewall(sdk, name, needs, parent);
    const server = new sdk.Server(
      serverName(hostNameOf(name)),
      {
        location: region,
        serverType: size,
        // A disk that grew cannot shrink: the server could never have its former type again.
        keepDisk: true,
        image,
        sshKeys: [key.id],
        // Applied from creation on; firewalls that find the server by its label are applied later, and are not listed here.
        firewallIds: [firewall.id.apply(Number)],
        ignoreRemoteFirewallIds: true,
        labels: { [label]: needs.mark },
        ...(hasIpv4
          ? { userData: pulumi.interpolate`${needs.userData}${acceptMovedAddresses}` }
          : // The plugin would power off a server that loses or gets the address. Other user data replaces it instead.
            { userData: needs.userData, publicNets: [{ ipv4Enabled: false, ipv6Enabled: true }] }),
      },
      { parent, ignoreChanges: ["sshKeys"], replacementTrigger: pulumi.output(size).apply(architectureOf) },
    );
    // Every server has an IPv6 network.
    const ipv6 = dualStack === true || !hasIpv4 ? ipv6Of(server.ipv6Address) : undefined;
    return { id: server.id, address: hasIpv4 || !ipv6 ? server.ipv4Address : ipv6, ...(ipv6 && { ipv6 }) };
  },

  reservedAddress(name, { region, machine }, { parent, dependsOn }) {
    const sdk = installed.get();
    const floating = new sdk.FloatingIp(name, { type: "ipv4", homeLocation: region }, { ...(parent && { parent }) });
    const assignment = new sdk.FloatingIpAssignment(
      name,
      { floatingIpId: floating.id.apply(Number), serverId: pulumi.output(machine).apply(Number) },
      { ...(parent && { parent }), ...(dependsOn && { dependsOn }) },
    );
    return moving(floating.ipAddress, assignment);
  },
};

/** A server's name has at most 63 characters, and Pulumi adds 8. Names that fit stay, as another name makes another server. */
function serverName(name: string): string {
  return name.length <= 55 ? name : `${name.slice(0, 46).replace(/[.-]+$/, "")}-${hash("sha256", name).slice(0, 8)}`;
}

/** It covers a server from its creation on, and also its replacement. Outgoing traffic is not restricted, as no rule names it. */
function coveringFirewall({ Firewall }: HetznerSdk, name: string, { web, open, ssh, mark }: MachineNeeds, parent: pulumi.Resource): pulumi.CustomResource {
  const rules = whenKnown({ web, open, ssh }, (known: { readonly web: WebAccess; readonly open: readonly OpenPort[]; readonly ssh: SshAccess }) =>
    inboundRules(known.web, known.open, known.ssh).map(asRule),
  );
  return new Firewall(name, { rules }, { parent, ...(web.from === "everyone" && { dependsOn: everybodysFirewall({ Firewall }, name, mark, parent) }) });
}

/**
 * A separate firewall opens the web ports to everyone, as a server admits what any of its firewalls admits. It opens before anything else changes and,
 * as deletions come last, closes when nothing leads visitors past the edge any more.
 */
function everybodysFirewall({ Firewall }: Pick<HetznerSdk, "Firewall">, name: string, mark: pulumi.Output<string>, parent: pulumi.Resource): pulumi.Resource {
  return new Firewall(
    `${name}-everybody`,
    { rules: everybodysRules().map(asRule), applyTos: [{ labelSelector: pulumi.interpolate`${label}=${mark}` }] },
    { parent, replaceOnChanges: ["applyTos"] },
  );
}

function asRule({ protocol, portRange, sourceAddresses }: InboundRule): {
  readonly direction: "in";
  readonly protocol: string;
  readonly port?: string;
  readonly sourceIps: string[];
} {
  return { direction: "in", protocol, sourceIps: sourceAddresses, ...(portRange !== undefined && { port: portRange }) };
}
