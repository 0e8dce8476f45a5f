/** What is really there, and the inputs that would have made it. An empty id says that there is nothing. */
export interface Found<Inputs, Outputs extends Inputs> {
  readonly id: string;
  readonly props: Outputs;
  readonly inputs: Inputs;
}

/** How `pulumi import` finds a resource that exists, from its id and from what nothing else tells. */
export interface Importing<Inputs, Outputs extends Inputs> {
  /** The inputs that must be given, as the world does not tell them. */
  readonly needs: readonly (keyof Inputs & string)[];
  /** The inputs that may be given. */
  readonly takes: readonly (keyof Inputs & string)[];
  /** `given` has kept the resource's rules: all of {@link needs}, some of {@link takes}, and nothing else. */
  find(id: string, given: Partial<Inputs>): Promise<Found<Inputs, Outputs>>;
}

/** A resource that cannot be imported. */
export interface NotImportable {
  /** Why, and what to do instead: a sentence or two. */
  readonly reason: string;
}

/** A resource that is found by its id, by the inputs `needs`, and by those of the inputs `takes` that are given. */
export function importedBy<Inputs, Outputs extends Inputs, Needed extends keyof Inputs & string, Taken extends keyof Inputs & string = never>(
  needs: readonly Needed[],
  takes: readonly Taken[],
  find: (id: string, given: Pick<Inputs, Needed> & Partial<Pick<Inputs, Taken>>) => Promise<Found<Inputs, Outputs>>,
): Importing<Inputs, Outputs> {
  return { needs, takes, find: find as Importing<Inputs, Outputs>["find"] };
}

/** A resource that cannot be imported; `reason` says why, and what to do instead. */
export function notImported(reason: string): NotImportable {
  return { reason };
}
