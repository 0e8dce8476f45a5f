/** A rule of an edge, as the settings say it. */
export interface PlannedRule {
  /** Where in a request's way through the edge it is, by the vendor's name. */
  readonly phase: string;
  /** By which it is known again among others' rules. */
  readonly ref: string;
  /** What people read beside it. */
  readonly description: string;
  /** For which requests it is. */
  readonly expression: string;
  /** What it does, as JSON. */
  readonly parameters: string;
}
