import type { Properties, ValueMap } from "./contract/value";

/** An existing resource: its id and all known outputs. */
export interface Existing<State> {
  readonly id: string;
  readonly state: State;
}

/** One kind of resource. Inputs have passed {@link check}; the methods see no secret marks and no unknown values. */
export interface Resource<Inputs, State> {
  /** Faults that the data in inputs.json cannot express. Values may be unknown. */
  validate?(inputs: ValueMap): readonly Fault[];
  /**
   * The inputs in the form of the state, e.g. the hash of a text. A value that is equivalent to the state's
   * is returned as in the state. Values may be unknown.
   */
  planned?(inputs: ValueMap, state: Partial<State>, signal: AbortSignal): ValueMap | Promise<ValueMap>;
  /** Outputs whose own change requires a replacement, e.g. of a certificate that is due for renewal. */
  expired?(state: Partial<State>, inputs: ValueMap): readonly string[];
  /** @throws {InitializationError} if the resource exists, but is not ready. */
  create(inputs: Inputs, signal: AbortSignal): Promise<Existing<State>>;
  /** The current resource; `state` is empty during an import. */
  read(id: string, state: Partial<State>, signal: AbortSignal): Promise<Existing<State> | undefined>;
  /** Also called without a change, to continue with a resource that was not ready. */
  update(id: string, state: State, inputs: Inputs, signal: AbortSignal): Promise<State>;
  /** Succeeds if the resource does not exist. */
  delete(id: string, state: State, signal: AbortSignal): Promise<void>;
}

export interface Fault {
  readonly path: string;
  readonly reason: string;
}

/** A function of a provider, such as `getZone`. The names in `secrets` are marked in its result. */
export interface ProviderFunction<Arguments> {
  readonly secrets?: readonly string[];
  call(args: Arguments, signal: AbortSignal): Promise<object>;
}

export type AnyResource = Resource<Properties, Properties>;
export type AnyFunction = ProviderFunction<Properties>;

/** A provider after its configuration; keys are type tokens. */
export interface ConfiguredProvider {
  readonly resources: Readonly<Record<string, AnyResource>>;
  readonly functions: Readonly<Record<string, AnyFunction>>;
}

/** The resource exists under this id, but is not ready: the engine keeps it and the next update goes on. */
export class InitializationError extends Error {
  constructor(
    readonly id: string,
    readonly state: object,
    cause: Error,
  ) {
    super(cause.message, { cause });
  }
}

/** Erases the property types: {@link check} has compared the inputs with them before any method is called. */
export function resource<Inputs extends object, State extends object>(implementation: Resource<Inputs, State>): AnyResource {
  return implementation as unknown as AnyResource;
}

/** The same for a function. */
export function providerFunction<Arguments extends object>(implementation: ProviderFunction<Arguments>): AnyFunction {
  return implementation as unknown as AnyFunction;
}
