import { Engine, type Definition } from "../../../../localcloud/providers/engine";
import type { Changes } from "../../../../localcloud/providers/contract/diff";
import { revealMap, type ValueMap } from "../../../../localcloud/providers/contract/value";
import { fromStruct, toStruct } from "../../../../localcloud/providers/rpc/struct";

export interface Kept {
  readonly id: string;
  readonly inputs: ValueMap;
  readonly state: ValueMap;
}

/** Asks a provider in the order in which the engine asks, and keeps what the engine would keep. */
export class EngineClient {
  readonly engine: Engine;

  constructor(definition: Definition, environment: Record<string, string> = {}) {
    this.engine = new Engine(definition, environment);
    this.engine.configure({});
  }

  check(token: string, inputs: ValueMap, old: ValueMap = {}): ValueMap {
    const result = this.engine.check(token, old, inputs, { name: "thing", seed: new Uint8Array([1]) });
    if (result.failures.length > 0) throw new Error(result.failures.join("\n"));
    return result.inputs;
  }

  failures(token: string, inputs: ValueMap): readonly string[] {
    return this.engine.check(token, {}, inputs, { name: "thing", seed: new Uint8Array([1]) }).failures;
  }

  async create(token: string, program: ValueMap): Promise<Kept> {
    const inputs = this.check(token, program);
    const { id, state } = await this.engine.create(target(token), inputs);
    return { id, inputs, state: sent(state) };
  }

  diff(token: string, kept: Kept, program: ValueMap): Promise<Changes> {
    return this.engine.diff(token, { oldInputs: kept.inputs, state: kept.state, inputs: this.check(token, program, kept.inputs), ignored: [] });
  }

  async update(token: string, kept: Kept, program: ValueMap): Promise<Kept> {
    const inputs = this.check(token, program, kept.inputs);
    return { id: kept.id, inputs, state: sent(await this.engine.update(target(token), kept.id, kept.state, inputs)) };
  }

  /** Undefined if the resource is gone. */
  refresh(token: string, { id, state, inputs }: Kept): Promise<Kept | undefined> {
    return this.#read(token, id, state, inputs);
  }

  import(token: string, id: string): Promise<Kept | undefined> {
    return this.#read(token, id, {}, {});
  }

  async #read(token: string, id: string, state: ValueMap, inputs: ValueMap): Promise<Kept | undefined> {
    const found = await this.engine.read(target(token), id, state, inputs);
    return found && { ...found, state: sent(found.state), inputs: sent(found.inputs) };
  }

  delete(token: string, kept: Kept): Promise<void> {
    return this.engine.delete(target(token), kept.id, kept.state);
  }
}

/** As it comes to the engine, which takes nothing that is undefined. */
function sent(values: ValueMap): ValueMap {
  return fromStruct(toStruct(values));
}

export function target(token: string, preview = false) {
  return { token, preview, timeout: 0 };
}

/** The outputs, secret or not. */
export function outputs(kept: Kept): Record<string, never> {
  return revealMap(kept.state) as Record<string, never>;
}
