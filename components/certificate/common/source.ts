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
  readonly path: string;
}

/** A certificate's dates, ISO 8601. */
export interface Dates {
  readonly notBefore: string;
  readonly notAfter: string;
}

/** When a certificate is renewed. */
export interface RenewalRule {
  /** The instant from which on it is, in milliseconds. */
  readonly begins: (dates: Dates) => number;
  /** The part of the time from then on that it may take before it is worth a word: who renews tries by itself, and for days. */
  readonly patience: number;
}

/** Where a certificate can come from, as the registry has it. What it is told may have any shape. */
export interface Source<Settings extends { readonly source: string }> {
  readonly source: Settings["source"];
  /** What may be said about it. */
  readonly entries: { readonly source: v.GenericSchema } & v.ObjectEntries;
  /**
   * The settings that `faults` looks at.
   * @default none
   */
  readonly judged?: readonly string[];
  /**
   * What is wrong with the settings beyond their shape.
   * @default nothing
   */
  faults?(settings: Unchecked, site: SourceContext): Fault[];
  /**
   * What is missing in the secrets, as far as they are known.
   * @default nothing
   */
  secretsFaults?(settings: Unchecked, secrets: unknown): Fault[];
  /**
   * Whether the CA must reach the host by the site's name before there is a certificate.
   * @default false
   */
  isProvenByHost?(settings: Unchecked): boolean;
  readonly renewal: RenewalRule;
  /** What renews it, or finds out why it was not renewed. */
  readonly remedy: string;
  /** The type of its settings. Nothing is ever there. */
  readonly type?: Settings;
}

/** 30 days ahead of its end, or with a third of its life left where that is shorter. */
export const renewedByValidity: RenewalRule = {
  begins: ({ notBefore, notAfter }) => renewalTime(new Date(notBefore), (Date.parse(notAfter) - Date.parse(notBefore)) / day).getTime(),
  patience: 0,
};
