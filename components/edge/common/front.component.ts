import type * as pulumi from "@pulumi/pulumi";
import type { Inputs } from "../../shared/inputs.component";
import type { PlannedRule } from "./planned-rule";

/** What a site's name is to lead to. */
export interface FrontNeeds {
  /** The name that visitors type. */
  readonly domain: pulumi.Input<string>;
  /** The host's IPv4 address. */
  readonly address: pulumi.Input<string>;
  /** What answers on the host: visitors are led there once it is proven. */
  readonly origin: pulumi.Resource;
  /**
   * The name of the resource in the state of a program that gave the domain as an output.
   * @default none
   */
  readonly formerName?: string;
  /** Whether a CA must find the host by the name before that. */
  readonly precedesOrigin: pulumi.Output<boolean>;
  /**
   * A digest of each file that the host serves, by its path: an edge that keeps answers forgets those that change.
   * @default the host does not serve files
   */
  readonly contents?: pulumi.Input<Readonly<Record<string, string>>>;
}

/** What leads visitors to a host. */
export interface Front {
  /** What a CA needs to find the host by the name, when that goes before the origin; else nothing. */
  readonly reachable: pulumi.Output<pulumi.Resource[]>;
  /** What must be done before the origin shows another certificate. */
  readonly relaxed: pulumi.Output<pulumi.Resource[]>;
}

/** What an alias of a site needs, in addition to what its domain needs. */
export interface AliasNeeds extends FrontNeeds {
  readonly zone: pulumi.Input<string>;
  /** Whether it serves the site, and does not redirect. */
  readonly serves: boolean;
}

/** A name beside the site's own that leads straight to the host. */
export interface ServiceRecordNeeds extends Pick<FrontNeeds, "domain" | "address"> {
  /** The site's name, in whose zone the other one is. */
  readonly site: pulumi.Input<string>;
}

/** An alias of a site, as far as its settings tell. */
export interface PlannedAlias {
  readonly name: string;
  readonly zone: string;
  readonly serves: boolean;
}

/** What the settings alone say of how visitors are led. */
export interface PlannedFront {
  /** How the edge speaks with the origin; left out where visitors reach the host itself. */
  readonly ssl?: "off" | "flexible" | "full" | "strict";
  /** The zone whose settings decide what the edge does, those settings by the vendor's names, and the rules beside that of `ssl`. */
  readonly zone?: { readonly name: string; readonly settings: Readonly<Record<string, string>>; readonly rules?: readonly PlannedRule[] };
}

/** An edge at work, as the registry has it. */
export interface FrontMaker<Settings> {
  /** The address ranges that the edge asks from; nothing where visitors reach the host itself. */
  ranges(name: string, settings: Inputs<Settings>, parent: pulumi.Resource): pulumi.Output<string[]> | undefined;
  front(name: string, settings: Inputs<Settings>, needs: FrontNeeds, parent: pulumi.Resource): Front;
  aliasFront(name: string, settings: Inputs<Settings>, needs: AliasNeeds, parent: pulumi.Resource): Front;
  serviceRecord(name: string, settings: Inputs<Settings>, needs: ServiceRecordNeeds, opts: pulumi.ComponentResourceOptions): pulumi.Resource | undefined;
  planned(settings: Settings, domain: string): PlannedFront;
  plannedAlias(settings: Settings, alias: PlannedAlias): PlannedFront;
}
