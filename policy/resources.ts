/** A resource of the stack, as Pulumi shows it to a policy. Reading a property that becomes known later throws. */
export interface SeenResource {
  readonly type: string;
  readonly name: string;
  readonly urn: string;
  readonly props: Readonly<Record<string, unknown>>;
  readonly parent?: SeenResource;
  readonly dependencies: readonly SeenResource[];
  /** What each property was made from. */
  readonly propertyDependencies: Readonly<Record<string, readonly SeenResource[]>>;
}

/** Stands for a value that becomes known later. */
export class Later {
  /** `reason` is Pulumi's error, which a policy throws to say that it could not judge. */
  constructor(readonly reason: unknown) {}
}

/** The value at a path below a resource's properties; `undefined` where there is none. */
export function read({ props }: SeenResource, ...path: readonly string[]): unknown {
  let value: unknown = props;
  try {
    for (const key of path) value = (value as Readonly<Record<string, unknown>> | null | undefined)?.[key];
    return value;
  } catch (reason) {
    return new Later(reason);
  }
}

/** Like {@link read}, where a part that becomes known later makes the whole so. */
export function readWhole(resource: SeenResource, property: string): unknown {
  const value = read(resource, property);
  if (value === undefined || value instanceof Later) return value;
  try {
    return JSON.parse(JSON.stringify(value)) as unknown;
  } catch (reason) {
    return new Later(reason);
  }
}

/** The text at a path; `undefined` if there is none, or not yet. */
export function textOf(resource: SeenResource, ...path: readonly string[]): string | undefined {
  const value = read(resource, ...path);
  return typeof value === "string" ? value : undefined;
}

/** Identifies what a property was made from, or its value if that is known: equal for resources that get the same. */
export function sourceOf(resource: SeenResource, property: string): string | undefined {
  return textOf(resource, property) ?? (resource.propertyDependencies[property] ?? []).map(({ urn }) => urn).sort()[0];
}

/** Whether a resource, or what it is part of, has the type. */
export function isWithin(resource: SeenResource | undefined, type: string): boolean {
  return resource !== undefined && (resource.type === type || isWithin(resource.parent, type));
}
