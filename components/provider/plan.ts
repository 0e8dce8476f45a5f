import { canonical } from "../shared/canonical";
import type { ResourceOperations } from "../shared/resource-operations";
import { holdsUnknown, markSecrets, reveal, unknown, type Properties } from "./value";

/** The operations of a resource of any kind: what they are given has been checked. */
export type AnyOperations = ResourceOperations<Properties, Properties>;

/** What an update would change. */
export interface Changes {
  readonly changes: boolean;
  /** The inputs by which another resource is made. */
  readonly replaces: readonly string[];
}

/** Compares a resource with what the program wants of it, which a preview may not know as a whole. */
export function difference(operations: AnyOperations, id: string, olds: Properties, news: Properties): Changes {
  const [before, after] = [reveal(olds), reveal(news)];
  if (!holdsUnknown(after)) return operations.diff(id, before, after);
  return { changes: true, replaces: operations.replacedBy.filter((name) => holdsUnknown(after[name]) || canonical(before[name]) !== canonical(after[name])) };
}

/** What a preview can say of a resource that is to be made. */
export function plannedResource({ computed, secrets }: AnyOperations, inputs: Properties): Properties {
  return markSecrets({ ...inputs, ...eachUnknown(computed) }, secrets);
}

/** What a preview can say of a resource that is to be updated. */
export function plannedUpdate({ computed, secrets, keeps }: AnyOperations, olds: Properties, news: Properties): Properties {
  const after = reveal(news);
  const kept = holdsUnknown(after) ? [] : (keeps?.(reveal(olds), after) ?? []);
  const known = Object.entries(olds).filter(([name]) => kept.includes(name));
  return markSecrets({ ...news, ...eachUnknown(computed), ...Object.fromEntries(known) }, secrets);
}

function eachUnknown(names: readonly string[]): Properties {
  return Object.fromEntries(names.map((name) => [name, unknown]));
}
