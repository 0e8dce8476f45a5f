import * as digitalOcean from "./sdk.component";
import * as pulumi from "@pulumi/pulumi";
import { whenKnown } from "../../shared/inputs.component";
import { everybodysRules, inboundRules, outboundRules, type OpenPort, type SshAccess, type WebAccess } from "../common/firewall-rules";
import { hostNameOf, ipv6Of, moving, type MachineMaker, type MachineNeeds } from "../common/machine-maker.component";
import { defaultImage } from "../common/platform";
import type { DigitalOceanMachine } from "./settings";

/** The registry entry that makes machines at DigitalOcean. */
export const digitalocean: MachineMaker<DigitalOceanMachine> = {
  defaultImage,

  machine(name, { region, size, image = defaultImage, dualStack }, needs, parent) {
    const key = new digitalOcean.SshKey(name, { publicKey: needs.loginKey }, { parent });
    const tag = new digitalOcean.Tag(tagName(name), {}, { parent });
    const droplet = new digitalOcean.Droplet(
      hostNameOf(name),
      {
        region,
        size,
        // A disk that grew cannot shrink: the droplet could never have its former size again.
        resizeDisk: false,
        image,
        sshKeys: [key.fingerprint],
        tags: [tag.name],
        userData: needs.userData,
        ...(dualStack === true && { ipv6: true }),
      },
      // A droplet that changes its tag would have neither tag in between, and so no firewall.
      // And a droplet cannot lose its IPv6 address: DigitalOcean's plugin would make another one.
      {
        parent,
        dependsOn: firewall(name, needs, tag, parent),
        replaceWith: [tag],
        ignoreChanges: dualStack === true ? ["sshKeys"] : ["sshKeys", "ipv6"],
      },
    );
    return { id: droplet.id, address: droplet.ipv4Address, ...(dualStack === true && { ipv6: ipv6Of(droplet.ipv6Address) }) };
  },

  reservedAddress(name, { region, machine }, { parent, dependsOn }) {
    const reserved = new digitalOcean.ReservedIp(name, { region }, { ...(parent && { parent }) });
    const dropletId = pulumi.output(machine).apply(Number);
    const assignment = new digitalOcean.ReservedIpAssignment(
      name,
      { ipAddress: reserved.ipAddress, dropletId },
      { ...(parent && { parent }), ...(dependsOn && { dependsOn }) },
    );
    return moving(reserved.ipAddress, assignment);
  },
};

/** It covers droplets by a tag, so it can exist before them. A change of what it covers replaces it; the old firewall stays until nothing needs it. */
function firewall(name: string, { web, open, ssh }: MachineNeeds, tag: digitalOcean.Tag, parent: pulumi.Resource): digitalOcean.Firewall {
  return new digitalOcean.Firewall(
    hostNameOf(name),
    {
      tags: [tag.name],
      inboundRules: whenKnown({ web, open, ssh }, (known: { readonly web: WebAccess; readonly open: readonly OpenPort[]; readonly ssh: SshAccess }) =>
        inboundRules(known.web, known.open, known.ssh),
      ),
      outboundRules: [...outboundRules],
    },
    { parent, replaceOnChanges: ["dropletIds", "tags"], ...(web.from === "everyone" && { dependsOn: everybodysFirewall(name, tag, parent) }) },
  );
}

/**
 * A separate firewall opens the web ports to everyone, as a host admits what any of its firewalls admits. It opens before anything else changes and,
 * as deletions come last, closes when nothing leads visitors past the edge any more.
 */
function everybodysFirewall(name: string, tag: digitalOcean.Tag, parent: pulumi.Resource): digitalOcean.Firewall {
  return new digitalOcean.Firewall(
    `${hostNameOf(name)}-everybody`,
    { tags: [tag.name], inboundRules: everybodysRules() },
    { parent, replaceOnChanges: ["dropletIds", "tags"] },
  );
}

/** DigitalOcean's tags may have colons but no dots; its droplets' names, dots but no colons. */
function tagName(name: string): string {
  return name.replaceAll(".", ":").replaceAll(/[^A-Za-z0-9:_-]/g, "-");
}
