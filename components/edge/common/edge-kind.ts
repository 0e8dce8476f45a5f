import type * as v from "valibot";
import type { Fault } from "../../shared/fault";
import type { Unchecked } from "../../shared/validation";

/** What can stand in front of a site's host, as the registry has it. What it is told may have any shape. */
export interface EdgeKind<Settings extends { readonly provider: string }> {
  readonly provider: Settings["provider"];
  /** What may be said about it. */
  readonly entries: { readonly provider: v.GenericSchema } & v.ObjectEntries;
  /**
   * The settings that `faults` looks at.
   * @default none
   */
  readonly judged?: readonly string[];
  /**
   * What is wrong with the settings beyond their shape.
   * @default nothing
   */
  faults?(settings: Unchecked, path: string): Fault[];
  /** Whether visitors reach the edge, and the edge alone the host. */
  isProxied(settings: Unchecked): boolean;
  /** Whether it has records: of the site's name, and of those of its services. */
  readonly hasRecords: boolean;
  /** The type of its settings. Nothing is ever there. */
  readonly type?: Settings;
}
