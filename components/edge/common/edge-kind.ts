import type * as v from "valibot";
import type { Fault } from "../../shared/fault";
import type { Unchecked } from "../../shared/validation";

/** A kind of edge: its registry entry. Its functions accept settings of any shape. */
export interface EdgeKind<Settings extends { readonly provider: string }> {
  readonly provider: Settings["provider"];
  /** @internal The schema of its settings, field by field. */
  readonly entries: { readonly provider: v.GenericSchema } & v.ObjectEntries;
  /**
   * @internal The settings that `faults` reads.
   * @default none
   */
  readonly judged?: readonly string[];
  /**
   * @internal Faults in the settings beyond their shape.
   * @default no faults
   */
  faults?(settings: Unchecked, path: string): Fault[];
  /** @internal Whether visitors connect to the edge, and only the edge to the host. */
  isProxied(settings: Unchecked): boolean;
  /** @internal Whether it makes records for the site's name and those of its services. */
  readonly hasRecords: boolean;
  /** Only for its type: always undefined. */
  readonly type?: Settings;
}
