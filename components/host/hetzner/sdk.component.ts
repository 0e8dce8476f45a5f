import type { Firewall } from "@pulumi/hcloud/firewall";
import type { FloatingIp } from "@pulumi/hcloud/floatingIp";
import type { FloatingIpAssignment } from "@pulumi/hcloud/floatingIpAssignment";
import type { Server } from "@pulumi/hcloud/server";
import type { SshKey } from "@pulumi/hcloud/sshKey";

/** The part of Hetzner's SDK that the components use. */
export interface HetznerSdk {
  readonly Firewall: typeof Firewall;
  readonly FloatingIp: typeof FloatingIp;
  readonly FloatingIpAssignment: typeof FloatingIpAssignment;
  readonly Server: typeof Server;
  readonly SshKey: typeof SshKey;
}

/* eslint-disable @typescript-eslint/no-require-imports -- an import would be resolved as soon as tlsup is loaded */
/** Loads Hetzner's SDK, which only its users install. */
export const loadHetznerSdk = (): HetznerSdk => ({
  ...(require("@pulumi/hcloud/firewall") as Pick<HetznerSdk, "Firewall">),
  ...(require("@pulumi/hcloud/floatingIp") as Pick<HetznerSdk, "FloatingIp">),
  ...(require("@pulumi/hcloud/floatingIpAssignment") as Pick<HetznerSdk, "FloatingIpAssignment">),
  ...(require("@pulumi/hcloud/server") as Pick<HetznerSdk, "Server">),
  ...(require("@pulumi/hcloud/sshKey") as Pick<HetznerSdk, "SshKey">),
});
/* eslint-enable @typescript-eslint/no-require-imports */
