import { notImported } from "./importing";
import type { ResourceOperations } from "./resource-operations";

type Noted<Inputs> = Pick<ResourceOperations<Inputs, Inputs>, "replacedBy" | "computed" | "create" | "read" | "importing" | "delete">;

/** The operations of a resource that exists only in the state: there is nothing to read or to delete. `effect` is what making it means. */
export function noted<Inputs>(idOf: (inputs: Inputs) => string, effect: string): Noted<Inputs> {
  return {
    replacedBy: [],
    computed: [],
    create: (inputs) => Promise.resolve({ id: idOf(inputs), outs: inputs }),
    read: (id, known) => Promise.resolve({ id, props: known, inputs: known }),
    importing: notImported(`write it in the program, which makes it and ${effect}`),
    delete: () => Promise.resolve(),
  };
}
