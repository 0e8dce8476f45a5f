import type { Fault } from "../../shared/fault";
import type { Unchecked } from "../../shared/validation";
import * as v from "valibot";
import type { SshAccess } from "./firewall-rules";

/** What each vendor's machines may have. */
export interface DualStack {
  /**
   * Whether visitors reach it by IPv6 as well. A change keeps the machine.
   * @default false
   */
  readonly dualStack?: boolean;
}

/** The schema of {@link DualStack}. */
export const dualStack = { dualStack: v.optional(v.boolean()) };

/** The settings of a site's host besides its machine, at every vendor. */
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
  /**
   * Public keys that may log in as root too, as in a `.pub` file.
   * @default []
   */
  readonly authorizedKeys?: readonly string[];
}

/** The settings of a machine at every vendor. */
interface AnyMachine {
  readonly provider: string;
  readonly region: string;
  readonly image?: string;
}

/** A schema for each setting. */
export type Entries<Settings> = { readonly [Key in keyof Settings]-?: v.GenericSchema };

/** The registry entry of a vendor's settings. */
export interface Vendor<Machine extends AnyMachine, Host extends Machine & SiteHost> {
  readonly provider: string;
  /** @internal The schemas of a machine's settings. */
  readonly machine: Entries<Machine>;
  /**
   * @internal What is wrong with a machine's or a host's settings together; they may have any shape.
   * @default nothing
   */
  readonly conflicts?: (settings: Unchecked, path: string) => Fault[];
  /** @internal The schema of the vendor's machine ids. */
  readonly machineId: v.GenericSchema;
  /** The types of the settings of a machine and of a site's host. Never set. */
  readonly types?: { readonly machine: Machine; readonly host: Host };
}

/** The registry entry of the settings of hosts that no vendor makes. */
export interface HostKind<Host extends { readonly provider: string; readonly image?: string }> {
  readonly provider: string;
  /** @internal The schemas of the settings of a site's host. */
  readonly host: Entries<Host>;
  /** @internal What is wrong with the settings and the secrets together; either may have any shape. */
  faults(settings: Unchecked, secrets: Unchecked, path: string): Fault[];
  /** @internal What is wrong with the addresses together; they may have any shape. */
  conflicts(settings: Unchecked, path: string): Fault[];
  /** @internal The settings of vendors' machines that such a host does not have, with the reason for each. */
  readonly lacks: Readonly<Record<string, string>>;
  /** The type of the settings of a site's host. Never set. */
  readonly types?: { readonly host: Host };
}
