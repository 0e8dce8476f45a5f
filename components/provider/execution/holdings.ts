import { randomBytes } from "node:crypto";
import { canonical } from "../../shared/canonical";
import type { AnyOperations } from "../plan";
import type { Properties } from "../value";

/** The property that tells a resource from others that were made with the same inputs. The operations do not see it. */
const property = "incarnation";

/** A resource's properties. */
interface Carried {
  /** Absent if the resource holds nothing. */
  readonly incarnation: string | undefined;
  /** The properties that the operations know. */
  readonly known: Properties;
}

/** Takes the incarnation out of properties from the state. */
export function carried({ [property]: incarnation, ...known }: Properties): Carried {
  return { incarnation: typeof incarnation === "string" ? incarnation : undefined, known };
}

/**
 * What the resources of a run hold outside the state, as far as the run has shown them. A run that fails leaves originals to be deleted by the next one. If
 * the program is back at an original's inputs by then, the resource that the run makes, or has made, holds the same as the original, and must not lose it.
 */
export class Holdings {
  readonly #held = new Map<string, string>();

  /** Notes what a resource holds, and returns its incarnation as a property. A resource without one gets one. */
  note(type: string, kind: AnyOperations, outs: Properties, incarnation = randomBytes(8).toString("hex")): Properties {
    if (!kind.holds) return {};
    const held = heldBy(type, kind, outs);
    if (held === undefined) this.#held.delete(incarnation);
    else this.#held.set(incarnation, held);
    return { [property]: incarnation };
  }

  /** Gives up what a resource holds. Returns whether another one holds the same: then it must stay. */
  giveUp(type: string, kind: AnyOperations, outs: Properties, incarnation = ""): boolean {
    this.#held.delete(incarnation);
    const held = heldBy(type, kind, outs);
    return held !== undefined && [...this.#held.values()].includes(held);
  }
}

function heldBy(type: string, kind: AnyOperations, outs: Properties): string | undefined {
  const held = kind.holds?.(outs);
  return held && canonical([type, held]);
}
