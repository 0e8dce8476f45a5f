/** The actual resource, and the inputs that would have made it. An empty id means that there is none. */
export interface Found<Inputs, Outputs extends Inputs> {
  readonly id: string;
  readonly props: Outputs;
  readonly inputs: Inputs;
}

/** How `pulumi import` finds an existing resource, from its id and the inputs that the user gives. */
export interface Importing<Inputs, Outputs extends Inputs> {
  /** The inputs that the user must give, as they cannot be found out. */
  readonly needs: readonly (keyof Inputs & string)[];
  /** The inputs that the user may give. */
  readonly takes: readonly (keyof Inputs & string)[];
  /** `given` has passed the resource's rules: it has all of {@link needs}, some of {@link takes}, and nothing else. */
  find(id: string, given: Partial<Inputs>): Promise<Found<Inputs, Outputs>>;
}

/** A resource that cannot be imported. */
export interface NotImportable {
  /** Why, and what to do instead: a sentence or two. */
  readonly reason: string;
}

/** Declares a resource that `find` finds by its id, the inputs `needs`, and any of the inputs `takes`. */
export function importedBy<Inputs, Outputs extends Inputs, Needed extends keyof Inputs & string, Taken extends keyof Inputs & string = never>(
  needs: readonly Needed[],
  takes: readonly Taken[],
  find: (id: string, given: Pick<Inputs, Needed> & Partial<Pick<Inputs, Taken>>) => Promise<Found<Inputs, Outputs>>,
): Importing<Inputs, Outputs> {
  return { needs, takes, find: find as Importing<Inputs, Outputs>["find"] };
}

/** Declares that a resource cannot be imported. `reason` says why, and what to do instead. */
export function notImported(reason: string): NotImportable {
  return { reason };
}

/** The parts of an id that names a site on a machine. Throws, with `what` is imported, if it is another id. */
export function siteOnMachine(id: string, what: string): { readonly machine: string; readonly site: string } {
  const [, machine, site] = /^([^/]+)\/([^/]+)$/.exec(id) ?? [];
  if (machine !== undefined && site !== undefined) return { machine, site };
  throw new Error(`Cannot import ${what} as its id must be machine/site, like 412345678/blog.example.com: current value is ${id}`);
}
