import type { Naming } from "./contract/auto-name";
import { check, type CheckResult } from "./contract/check";
import { checkConfiguration, configurationFrom } from "./contract/configuration";
import { diff, type Change, type Changes, type DiffRequest } from "./contract/diff";
import type { ProviderSchema, ResourceSchema } from "./contract/schema";
import { inputsFromRead, markSecrets, previewOfCreate, previewOfUpdate } from "./contract/state";
import { revealMap, Secret, toPlain, type Properties, type ValueMap } from "./contract/value";
import { InitializationError, type AnyResource, type ConfiguredProvider } from "./provider";

/** The provider refuses the program's request; nothing was done. */
export class Refusal extends Error {}

/** As {@link InitializationError}, in the engine's form. */
export class NotReady extends Error {
  constructor(
    readonly id: string,
    readonly state: ValueMap,
    readonly inputs: ValueMap,
    cause: Error,
  ) {
    super(cause.message, { cause });
  }
}

export interface Target {
  readonly token: string;
  readonly preview: boolean;
  /** Seconds, from the program's `customTimeouts`; 0 means the default. */
  readonly timeout: number;
}

/** A provider before its configuration. */
export interface Definition {
  readonly name: string;
  readonly schema: ProviderSchema;
  /** Whether numbers may be given as strings, see {@link check}. */
  readonly converts: boolean;
  /** @throws {Refusal} if a value is missing or unusable. */
  configure(config: Properties): ConfiguredProvider;
}

/** Seconds after which the provider gives up waiting if the program sets no timeout. */
const defaultTimeout = 600;

/** The engine's calls to a provider, on plain values: the protocol is in rpc/, each cloud's resources are in its folder. */
export class Engine {
  readonly #cancellation = new AbortController();
  #configured: ConfiguredProvider | undefined;

  constructor(
    readonly definition: Definition,
    readonly environment: Readonly<Record<string, string | undefined>>,
  ) {}

  /** Makes all waiting operations fail immediately. */
  cancel(): void {
    this.#cancellation.abort();
  }

  checkConfig(inputs: ValueMap): CheckResult {
    return checkConfiguration(this.definition.name, this.definition.schema.config, inputs);
  }

  /** A changed configuration replaces no resource, as it only says how to reach the same cloud. */
  diffConfig(oldInputs: ValueMap, inputs: ValueMap): Changes {
    return diff({ fields: this.definition.schema.config, oldInputs, state: oldInputs, inputs, ignored: [], planned: inputs });
  }

  configure(inputs: ValueMap): void {
    this.#configured = this.definition.configure(configurationFrom(this.definition.schema.config, inputs, this.environment));
  }

  check(token: string, old: ValueMap, inputs: ValueMap, naming: Naming): CheckResult {
    const schema = this.#schema(token);
    const result = check({ token, fields: schema.inputs, old: revealMap(old), inputs, naming, converts: this.definition.converts });
    const faults = this.#resource(token).validate?.(revealMap(result.inputs)) ?? [];
    return { ...result, failures: [...result.failures, ...faults.map(({ path, reason }) => `${reason}. Examine values at '${naming.name}.${path}'.`)] };
  }

  async diff(token: string, request: Omit<DiffRequest, "fields" | "planned">): Promise<Changes> {
    const resource = this.#resource(token);
    const state = revealMap(request.state) as Properties;
    const inputs = revealMap(request.inputs);
    const planned = (await resource.planned?.(inputs, state, this.#cancellation.signal)) ?? inputs;
    const changes = new Map(diff({ ...request, fields: this.#schema(token).inputs, planned }));
    const expiry: Change = { kind: "update", replace: true, inInputs: false };
    for (const path of resource.expired?.(state, inputs) ?? []) changes.set(path, expiry);
    return changes;
  }

  async create(target: Target, inputs: ValueMap): Promise<{ id: string; state: ValueMap }> {
    const schema = this.#schema(target.token);
    if (target.preview) return { id: "", state: previewOfCreate(schema, inputs) };
    const { id, state } = await this.#ready(schema, inputs, () => this.#resource(target.token).create(toPlain(inputs), this.#signal(target)));
    return { id, state: markSecrets(schema, state, inputs) };
  }

  async read(target: Target, id: string, state: ValueMap, inputs: ValueMap): Promise<{ id: string; state: ValueMap; inputs: ValueMap } | undefined> {
    const schema = this.#schema(target.token);
    const old = toPlain(state);
    const found = await this.#ready(schema, inputs, () => this.#resource(target.token).read(id, old, this.#signal(target)));
    if (!found) return undefined;
    const marks = Object.keys(inputs).length > 0 ? inputs : state;
    return { id: found.id, state: markSecrets(schema, found.state, marks), inputs: inputsFromRead(schema, inputs, old, found.state) };
  }

  async update(target: Target, id: string, state: ValueMap, inputs: ValueMap): Promise<ValueMap> {
    const schema = this.#schema(target.token);
    if (target.preview) return previewOfUpdate(schema, state, inputs);
    const updated = await this.#ready(schema, inputs, () => this.#resource(target.token).update(id, toPlain(state), toPlain(inputs), this.#signal(target)));
    return markSecrets(schema, updated, inputs);
  }

  async delete(target: Target, id: string, state: ValueMap): Promise<void> {
    await this.#resource(target.token).delete(id, toPlain(state), this.#signal(target));
  }

  async invoke(token: string, args: ValueMap): Promise<CheckResult & { result: ValueMap }> {
    const implementation = this.#provider().functions[token];
    const schema = this.definition.schema.functions[token];
    if (!implementation || !schema)
      throw new Refusal(`Cannot call ${token}: the stand-in plugin of ${this.definition.name} does not have it; install the vendor's plugin to use it`);
    const { inputs, failures } = check({
      token,
      fields: schema.inputs,
      old: {},
      inputs: args,
      naming: { name: token, seed: new Uint8Array() },
      converts: this.definition.converts,
    });
    if (failures.length > 0) return { inputs, failures, result: {} };
    const result = (await implementation.call(toPlain(inputs), this.#signal({ timeout: 0 }))) as Properties;
    const marked = Object.entries(result).map(([name, value]) => [name, implementation.secrets?.includes(name) ? new Secret(value) : value] as const);
    return { inputs, failures, result: Object.fromEntries(marked.filter(([, value]) => value !== undefined)) };
  }

  async #ready<T>(schema: ResourceSchema, inputs: ValueMap, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof InitializationError)) throw error;
      throw new NotReady(error.id, markSecrets(schema, error.state, inputs), inputs, error);
    }
  }

  #signal({ timeout }: Pick<Target, "timeout">): AbortSignal {
    return AbortSignal.any([this.#cancellation.signal, AbortSignal.timeout((timeout || defaultTimeout) * 1000)]);
  }

  #provider(): ConfiguredProvider {
    if (!this.#configured) throw new Refusal(`Cannot use ${this.definition.name}: the engine has not configured the provider`);
    return this.#configured;
  }

  #schema(token: string): ResourceSchema {
    const schema = this.definition.schema.resources[token];
    if (!schema)
      throw new Refusal(`Cannot manage ${token}: the stand-in plugin of ${this.definition.name} does not have it; install the vendor's plugin to use it`);
    return schema;
  }

  #resource(token: string): AnyResource {
    this.#schema(token);
    const implementation = this.#provider().resources[token];
    if (!implementation) throw new Refusal(`Cannot manage ${token}: no implementation is registered for it`);
    return implementation;
  }
}
