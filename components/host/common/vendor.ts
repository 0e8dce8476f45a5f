import type { Fault } from "../../shared/fault";
import type { Unchecked } from "../../shared/validation";
import type * as v from "valibot";
import type { SshAccess } from "./firewall-rules";

/** What a site's host can be told beyond what its machine is, at every vendor. */
export interface SiteHost {
  /**
   * Whether the site gets an address that outlives the machine.
   * @default false
   */
  readonly reservedIp?: boolean;
  /**
   * Who may reach SSH, with the key.
   * @default everyone
   */
  readonly ssh?: SshAccess;
}

/** What is said about a machine at every vendor. */
interface AnyMachine {
  readonly provider: string;
  readonly region: string;
  readonly image?: string;
}

/** A schema for each setting. */
export type Entries<Settings> = { readonly [Key in keyof Settings]-?: v.GenericSchema };

/** The settings of a vendor of machines, as the registry has them. */
export interface Vendor<Machine extends AnyMachine, Host extends Machine & SiteHost> {
  readonly provider: string;
  /** What is said about a machine. */
  readonly machine: Entries<Machine>;
  /** What the vendor calls a machine by. */
  readonly machineId: v.GenericSchema;
  /** The types of what is said about a machine and about the host of a site. Nothing is ever there. */
  readonly types?: { readonly machine: Machine; readonly host: Host };
}

/** The settings of hosts that no vendor makes, as the registry has them. */
export interface HostKind<Host extends { readonly provider: string; readonly image?: string }> {
  readonly provider: string;
  /** What is said about the host of a site. */
  readonly host: Entries<Host>;
  /** What is wrong with the settings and the secrets together; either has any shape. */
  faults(settings: Unchecked, secrets: Unchecked, path: string): Fault[];
  /** What such a host does not have of what machines of vendors have: why, by the setting's name. */
  readonly lacks: Readonly<Record<string, string>>;
  /** The type of what is said about the host of a site. Nothing is ever there. */
  readonly types?: { readonly host: Host };
}
