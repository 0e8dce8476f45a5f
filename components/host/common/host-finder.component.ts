import type * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../../shared/inputs.component";
import type { Access } from "./access.component";
import type { HostSecrets } from "./host-secrets";

/** A host that was found. */
export interface FoundHost {
  /** Its public address: IPv4, or IPv6 of a host without IPv4. */
  readonly address: pulumi.Output<string>;
  /** How a push reaches it. */
  readonly access: Access;
}

/** What finding a host needs besides its settings. */
export interface FinderNeeds {
  /** What the settings are called in error messages. */
  readonly path: string;
  readonly hostSecrets?: Inputs<HostSecrets>;
}

/** The registry entry that finds hosts that no vendor makes. */
export interface HostFinder<Settings> {
  find(name: string, settings: Inputs<Settings>, needs: FinderNeeds, parent: pulumi.Resource): FoundHost;
}
