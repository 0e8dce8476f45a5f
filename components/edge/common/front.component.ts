import type * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../../shared/inputs.component";
import type { PlannedRule } from "./planned-rule";

/** Where a site's name must lead, and in which order. */
export interface FrontNeeds {
  /** The name that visitors type. */
  readonly domain: pulumi.Input<string>;
  /**
   * The host's IPv4 address.
   * @default none: it has an IPv6 address alone
   */
  readonly address?: pulumi.Input<string>;
  /**
   * Its IPv6 address.
   * @default none: it has an IPv4 address alone
   */
  readonly ipv6?: pulumi.Input<string>;
  /**
   * The id of the host's machine, if `address` moves from machine to machine.
   * @default each machine has its own address
   */
  readonly machine?: pulumi.Input<string>;
  /** The host's public SSH key. */
  readonly hostKey: pulumi.Input<string>;
  /** The resources that answer, one on each host. The name leads visitors there once they have been verified. */
  readonly origins: readonly pulumi.Resource[];
  /**
   * The name that the resource has in the state if the program used to give the domain as an output.
   * @default none
   */
  readonly formerName?: string;
  /** Whether a CA must find the host by the name before the origin is made. */
  readonly precedesOrigin: pulumi.Output<boolean>;
  /**
   * A digest of each file that the host serves, by its path: an edge with a cache purges those that change.
   * @default the host does not serve files
   */
  readonly contents?: pulumi.Input<Readonly<Record<string, string>>>;
}

/** The resources that lead visitors to a host. */
export interface Front {
  /** What a CA needs to find the host by the name, if the name is made before the origin; otherwise empty. */
  readonly reachable: pulumi.Output<pulumi.Resource[]>;
  /** What must be done before the origin gets a new certificate. */
  readonly relaxed: pulumi.Output<pulumi.Resource[]>;
  /** The record and the edge's settings for the name, for `dependsOn` of what follows them. */
  readonly made: readonly pulumi.Resource[];
}

/** What the record of another host needs, which serves the same name. */
export interface HostRecordNeeds extends Pick<FrontNeeds, "domain" | "address" | "ipv6" | "machine" | "formerName"> {
  readonly zone: pulumi.Input<string>;
  /** What the host is called in the settings. */
  readonly host: string;
}

/** What a name needs while the address of a host moves to another machine. */
export interface DetourNeeds extends Pick<FrontNeeds, "domain" | "formerName"> {
  readonly zone: pulumi.Input<string>;
  /** The address that moves. */
  readonly from: pulumi.Input<string>;
  /** The machine's own address. */
  readonly to: pulumi.Input<string>;
  /** The machine's id. */
  readonly machine: pulumi.Input<string>;
}

/** What an alias of a site needs, in addition to what its domain needs. */
export interface AliasNeeds extends FrontNeeds {
  readonly zone: pulumi.Input<string>;
  /** Whether it serves the site instead of redirecting. */
  readonly serves: boolean;
}

/** Another name of the site that leads directly to the host. */
export interface ServiceRecordNeeds extends Pick<FrontNeeds, "domain" | "address" | "ipv6" | "hostKey"> {
  /** The site's name, whose zone also holds the other name. */
  readonly site: pulumi.Input<string>;
}

/** An alias of a site, as far as it follows from the settings. */
export interface PlannedAlias {
  readonly name: string;
  readonly zone: string;
  readonly serves: boolean;
}

/** The part of the front that follows from the settings. */
export interface PlannedFront {
  /** How the edge connects to the origin; undefined if visitors connect directly to the host. */
  readonly ssl?: "off" | "flexible" | "full" | "strict";
  /** The zone whose settings decide what the edge does, those settings by the vendor's names, and the rules other than the one for `ssl`. */
  readonly zone?: { readonly name: string; readonly settings: Readonly<Record<string, string>>; readonly rules?: readonly PlannedRule[] };
}

/** The maker of an edge's resources: its registry entry. */
export interface FrontMaker<Settings> {
  /** The address ranges that the edge connects from; undefined if visitors connect directly to the host. */
  ranges(name: string, settings: Inputs<Settings>, parent: pulumi.Resource): pulumi.Output<string[]> | undefined;
  front(name: string, settings: Inputs<Settings>, needs: FrontNeeds, parent: pulumi.Resource): Front;
  aliasFront(name: string, settings: Inputs<Settings>, needs: AliasNeeds, parent: pulumi.Resource): Front;
  /** Has the edge pass visitors of a name on to another host as well; nothing without an edge. `dependsOn` names what answers there. */
  hostRecord(
    name: string,
    settings: Inputs<Settings>,
    needs: HostRecordNeeds,
    opts: { readonly parent: pulumi.Resource; readonly dependsOn: readonly pulumi.Resource[] },
  ): void;
  /** Has the edge reach a host at its machine's own address while the other one moves; nothing without an edge. `dependsOn` names what answers there. */
  detour(
    name: string,
    settings: Inputs<Settings>,
    needs: DetourNeeds,
    opts: { readonly parent: pulumi.Resource; readonly dependsOn: pulumi.Output<pulumi.Resource[]> },
  ): pulumi.Resource | undefined;
  serviceRecord(name: string, settings: Inputs<Settings>, needs: ServiceRecordNeeds, opts: pulumi.ComponentResourceOptions): pulumi.Resource | undefined;
  planned(settings: Settings, domain: string): PlannedFront;
  plannedAlias(settings: Settings, alias: PlannedAlias): PlannedFront;
}
