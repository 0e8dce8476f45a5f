import * as pulumi from "@pulumi/pulumi";
import { isIPv6 } from "node:net";
import { whenKnown } from "../../shared/inputs.component";
import { inboundRules, type InboundRule, type OpenPort, type SshAccess, type WebAccess } from "../common/firewall-rules";
import { ipv6Of, moving, type MachineMaker, type MachineNeeds } from "../common/machine-maker.component";
import { acceptMovedAddresses } from "../common/moved-address";
import { OptionalSdk } from "../common/optional-sdk";
import { loadLinodeSdk, type LinodeSdk } from "./sdk.component";
import type { LinodeMachine } from "./settings";

const installed = new OptionalSdk("@pulumi/linode", loadLinodeSdk);

/** The registry entry that makes machines at Linode. */
export const linode: MachineMaker<LinodeMachine> = {
  defaultImage: "linode/debian12",

  missingPackage: () => installed.missing(),

  machine(name, { region, size, image = linode.defaultImage, dualStack }, needs, parent) {
    const sdk = installed.get();
    const instance = new sdk.Instance(
      name,
      {
        region,
        type: size,
        image,
        authorizedKeys: [needs.loginKey],
        firewallId: coveringFirewall(sdk, name, needs, parent).id.apply(Number),
        metadatas: [{ userData: pulumi.interpolate`${needs.userData}${acceptMovedAddresses}`.apply((text) => Buffer.from(text).toString("base64")) }],
        // Its label is left to Linode: labels are unique, and a machine exists beside the one that it replaces.
        tags: [tagOf(name)],
        // Without this, it would stay off after a change of its plan.
        booted: true,
      },
      // Linode would move it to another region with its disk, and stop it meanwhile.
      { parent, replaceOnChanges: ["region"], ignoreChanges: ["authorizedKeys"] },
    );
    // Every Linode has an IPv6 address.
    return { id: instance.id, address: instance.ipAddress, ...(dualStack === true && { ipv6: ipv6Of(instance.ipv6) }) };
  },

  reservedAddress(name, { region, machine }, { parent, dependsOn }) {
    const sdk = installed.get();
    const reserved = new sdk.NetworkingIp(
      name,
      // Without these two words, the plugin asks for a private address.
      { type: "ipv4", public: true, reserved: true, region },
      { ...(parent && { parent }), replaceOnChanges: ["region"] },
    );
    const assignment = new sdk.NetworkingIpAssignment(
      name,
      { region, assignments: [{ address: reserved.address, linodeId: pulumi.output(machine).apply(Number) }] },
      {
        ...(parent && { parent }),
        ...(dependsOn && { dependsOn }),
        // The plugin updates nothing. Making another one moves the address in one call; deleting the former one would then fail, as its machine has lost it.
        replaceOnChanges: ["region", "assignments"],
        retainOnDelete: true,
      },
    );
    return moving(reserved.address, assignment);
  },
};

/**
 * It covers a Linode from its creation on, and also its replacement. A Linode has one firewall in force, so the same one also admits everyone. Outgoing
 * traffic is not restricted.
 */
function coveringFirewall({ Firewall }: LinodeSdk, name: string, { web, open, ssh, mark }: MachineNeeds, parent: pulumi.Resource): pulumi.CustomResource {
  const inbounds = whenKnown({ web, open, ssh }, (known: { readonly web: WebAccess; readonly open: readonly OpenPort[]; readonly ssh: SshAccess }) =>
    inboundRules(known.web, known.open, known.ssh).map(asRule),
  );
  return new Firewall(name, { label: mark.apply((text) => labelOf(name, text)), inbounds, inboundPolicy: "DROP", outboundPolicy: "ACCEPT" }, { parent });
}

function asRule({ protocol, portRange, sourceAddresses }: InboundRule): {
  readonly label: string;
  readonly action: "ACCEPT";
  readonly protocol: string;
  readonly ports?: string;
  readonly ipv4s?: string[];
  readonly ipv6s?: string[];
} {
  const isV6 = (range: string): boolean => isIPv6(range.split("/")[0] ?? "");
  const [ipv4s, ipv6s] = [sourceAddresses.filter((range) => !isV6(range)), sourceAddresses.filter(isV6)];
  return {
    label: portRange === undefined ? protocol : `${protocol}-${portRange}`,
    action: "ACCEPT",
    protocol: protocol.toUpperCase(),
    ...(portRange !== undefined && { ports: portRange }),
    ...(ipv4s.length > 0 && { ipv4s }),
    ...(ipv6s.length > 0 && { ipv6s }),
  };
}

/** A firewall's label is unique in an account and has at most 32 characters: the mark tells apart the stacks that use the same name. */
function labelOf(name: string, mark: string): string {
  const start = name.replaceAll(/[^A-Za-z0-9]+/g, "-").replaceAll(/^-|-$/g, "");
  return `${start.slice(0, 22).replace(/-$/, "") || "tlsup"}-${mark.slice(0, 8)}`;
}

/** Tags have 3 to 50 characters. */
function tagOf(name: string): string {
  return `tlsup:${name}`.slice(0, 50);
}
