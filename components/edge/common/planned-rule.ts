/** A rule of an edge, as the settings define it. */
export interface PlannedRule {
  /** The phase of the request's processing, by the vendor's name. */
  readonly phase: string;
  /** Identifies the rule among others. */
  readonly ref: string;
  /** The description that people see. */
  readonly description: string;
  /** The requests that it applies to. */
  readonly expression: string;
  /** What it does, as JSON. */
  readonly parameters: string;
}
