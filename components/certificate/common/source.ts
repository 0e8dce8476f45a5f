import type * as v from "valibot";
import type { Fault } from "../../shared/fault";
import type { Unchecked } from "../../shared/validation";
import { renewalTime } from "./validity";
import { day } from "../../shared/durations";

/** The site that a certificate is for, and what the settings of its source are called in error messages. */
export interface SourceContext {
  readonly domain: string;
  /** The zones that its names are in, the domain's first. */
  readonly zones: readonly string[];
  /** The names of a certificate whose settings have none. */
  readonly names: readonly string[];
  readonly path: string;
}

/** A certificate's dates, ISO 8601. */
export interface Dates {
  readonly notBefore: string;
  readonly notAfter: string;
}

/** When a certificate is renewed. */
export interface RenewalRule {
  /** When renewal becomes due, in milliseconds. */
  readonly begins: (dates: Dates) => number;
  /** How long renewal may take before a warning, as a part of the time left from then on: it is retried automatically, for days. */
  readonly patience: number;
}

/** From when on the renewal of a certificate that is due at `start` is late; all in milliseconds. */
export function lateFrom(start: number, { notAfter }: Pick<Dates, "notAfter">, { patience }: RenewalRule): number {
  return start + (Date.parse(notAfter) - start) * patience;
}

/** The registry entry of a certificate source. The settings that it checks may have any shape. */
export interface Source<Settings extends { readonly source: string }> {
  readonly source: Settings["source"];
  /** @internal The schema of its settings. */
  readonly entries: { readonly source: v.GenericSchema } & v.ObjectEntries;
  /**
   * @internal The settings that `faults` checks.
   * @default none
   */
  readonly judged?: readonly string[];
  /**
   * @internal What is wrong with the settings beyond their shape.
   * @default nothing
   */
  faults?(settings: Unchecked, site: SourceContext): Fault[];
  /**
   * @internal The faults in the secrets, as far as they are known.
   * @default nothing
   */
  secretsFaults?(settings: Unchecked, secrets: unknown): Fault[];
  /**
   * @internal Whether the CA must reach the host by the site's name before there is a certificate.
   * @default false
   */
  isProvenByHost?(settings: Unchecked): boolean;
  /**
   * @internal Whether its names are proven by records that the program makes beside those of the site.
   * @default false
   */
  isProvenByRecords?(settings: Unchecked): boolean;
  /**
   * @internal The value of its setting `challenge` with which the CA need not reach the host.
   * @default it has no such setting
   */
  readonly challengePastHost?: string;
  /**
   * @internal Whether the host that serves it obtains it, and alone has its key.
   * @default false
   */
  isOnHost?(settings: Unchecked): boolean;
  /** @internal When it is renewed. */
  readonly renewal: RenewalRule;
  /** @internal How to renew it, or to find out why it was not renewed. */
  readonly remedy: string;
  /** The type of its settings. Never set. */
  readonly type?: Settings;
}

/** 30 days before its end, or with a third of its lifetime left if that is shorter. */
export const renewedByValidity: RenewalRule = {
  begins: ({ notBefore, notAfter }) => renewalTime(new Date(notBefore), (Date.parse(notAfter) - Date.parse(notBefore)) / day).getTime(),
  patience: 0,
};
