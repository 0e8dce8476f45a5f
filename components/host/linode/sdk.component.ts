import type { Firewall } from "@pulumi/linode/firewall";
import type { Instance } from "@pulumi/linode/instance";
import type { NetworkingIp } from "@pulumi/linode/networkingIp";
import type { NetworkingIpAssignment } from "@pulumi/linode/networkingIpAssignment";

/** The part of Linode's SDK that the components use. */
export interface LinodeSdk {
  readonly Firewall: typeof Firewall;
  readonly Instance: typeof Instance;
  readonly NetworkingIp: typeof NetworkingIp;
  readonly NetworkingIpAssignment: typeof NetworkingIpAssignment;
}

/* eslint-disable @typescript-eslint/no-require-imports -- an import would be resolved as soon as tlsup is loaded */
/** Loads Linode's SDK, which only its users install. */
export const loadLinodeSdk = (): LinodeSdk => ({
  ...(require("@pulumi/linode/firewall") as Pick<LinodeSdk, "Firewall">),
  ...(require("@pulumi/linode/instance") as Pick<LinodeSdk, "Instance">),
  ...(require("@pulumi/linode/networkingIp") as Pick<LinodeSdk, "NetworkingIp">),
  ...(require("@pulumi/linode/networkingIpAssignment") as Pick<LinodeSdk, "NetworkingIpAssignment">),
});
/* eslint-enable @typescript-eslint/no-require-imports */
