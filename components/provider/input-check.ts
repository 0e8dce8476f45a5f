import { schemaFaults, settings } from "../shared/validation";
import type { AnyOperations } from "./plan";
import { propertyFaults, type PropertyFault } from "./refusal";
import { concealed, holdsSecret, holdsUnknown, knownOf, markSecrets, reveal, type Properties } from "./value";

/** All faults of a resource's inputs as far as they are known, each with its property. No message shows a secret. */
export function inputFaults({ rules, secrets }: AnyOperations, inputs: Properties): PropertyFault[] {
  const known = reveal(inputs);
  const awaited = Object.keys(known).filter((name) => holdsUnknown(known[name]));
  const schema = settings(without(rules, awaited));
  const value = without(known, awaited);
  const shown = schemaFaults(schema, value, root);
  if (shown.length === 0) return [];
  const hidden = schemaFaults(schema, value, root, true);
  return shown.flatMap((fault, index) => {
    const [, name = ""] = fault.path.split(".");
    const isSecret = secrets.includes(name) || holdsSecret(inputs[name]);
    const [told] = propertyFaults([isSecret ? (hidden[index] ?? fault) : fault], root, known);
    if (!told) return [];
    // The engine shows the value at a path, and it does not know yet that an unmarked value is secret.
    return [isSecret ? { ...told, path: `${name} (its value is not shown)` } : told];
  });
}

/** Why a resource must not be made or changed as the program wants, each reason with its property. */
export function refusedChanges({ refusals, secrets }: AnyOperations, news: Properties, olds: Properties): PropertyFault[] {
  const reasons = refusals?.(knownOf(news), Object.keys(olds).length === 0 ? undefined : reveal(olds)) ?? {};
  return Object.entries(reasons).flatMap(([path, reason]) =>
    reason === undefined ? [] : [{ path, reason: concealed(reason, [markSecrets(news, secrets), olds]) }],
  );
}

/** The start of every fault's path. */
const root = "inputs";

function without<T extends object>(record: T, names: readonly string[]): T {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name))) as T;
}
