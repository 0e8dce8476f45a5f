import type { ResourceOperations } from "../shared/resource-operations";
import { inputDifferences, topOf, type Difference } from "./differences";
import { holdsUnknown, markSecrets, reveal, unknown, type Properties } from "./value";

/** The operations of a resource of any kind. Their inputs have been checked. */
export type AnyOperations = ResourceOperations<Properties, Properties>;

/** What an update would change. */
export interface Changes {
  readonly changes: boolean;
  /** The changed properties that call for a replacement. */
  readonly replaces: readonly string[];
  /** Each place that differs. */
  readonly details: readonly Difference[];
}

/** Compares a resource with the wanted inputs, some of which a preview may not know yet. */
export function changesOf(operations: AnyOperations, id: string, olds: Properties, news: Properties): Changes {
  const { computed, replacedBy } = operations;
  const [before, after] = [reveal(olds), reveal(news)];
  const details = inputDifferences(before, after, computed);
  if (holdsUnknown(after)) return { changes: true, replaces: replacedBy.filter((name) => details.some(({ path }) => topOf(path) === name)), details };
  const { changes, replaces, because = [] } = operations.diff(id, before, after);
  const others = [...new Set([...replaces, ...because])].filter((name) => !details.some(({ path }) => topOf(path) === name));
  return { changes, replaces, details: changes ? [...details, ...others.map((path): Difference => ({ path, kind: "update" }))] : [] };
}

/** The properties that a preview knows of a resource to be made. */
export function plannedResource({ computed, secrets, foresees }: AnyOperations, inputs: Properties): Properties {
  const known = reveal(inputs);
  return markSecrets({ ...inputs, ...eachUnknown(computed), ...(holdsUnknown(known) ? {} : (foresees?.(known) as Properties | undefined)) }, secrets);
}

/** The properties that a preview knows of a resource to be updated. */
export function plannedUpdate({ computed, secrets, keeps, foresees }: AnyOperations, olds: Properties, news: Properties): Properties {
  const after = reveal(news);
  if (holdsUnknown(after)) return markSecrets({ ...news, ...eachUnknown(computed) }, secrets);
  const before = reveal(olds);
  const kept = keeps?.(before, after) ?? [];
  const known = Object.entries(olds).filter(([name]) => kept.includes(name));
  return markSecrets({ ...news, ...eachUnknown(computed), ...Object.fromEntries(known), ...(foresees?.(after, before) as Properties | undefined) }, secrets);
}

function eachUnknown(names: readonly string[]): Properties {
  return Object.fromEntries(names.map((name) => [name, unknown]));
}
