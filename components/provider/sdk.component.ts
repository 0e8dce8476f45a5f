import * as pulumi from "@pulumi/pulumi";
import * as server from "@pulumi/pulumi/provider/server";
import * as resource from "@pulumi/pulumi/runtime/resource";
import * as state from "@pulumi/pulumi/runtime/state";
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";

/**
 * Functions that Pulumi's SDK has for its own provider server, but does not declare. That server cannot be used: it implements the whole protocol itself,
 * without previews.
 */
interface Internals {
  /** Gives a component its own runtime in this process. */
  withLocalStorage<T>(action: () => Promise<T>): Promise<T>;
  awaitFeatureSupport(): Promise<void>;
  /** Waits until the engine has everything that was registered. */
  waitForRPCs(): Promise<void>;
  /** The arguments that the engine sent, as a program would pass them: with outputs where a value is unknown, secret, or depends on a resource. */
  deserializeInputs(
    inputs: ReturnType<ConstructRequest["getInputs"]>,
    dependencies: ReturnType<ConstructRequest["getInputdependenciesMap"]>,
  ): Promise<pulumi.Inputs>;
  /** The calling program's hooks, by their names. */
  hookBindingFromProto(hooks: ReturnType<ConstructRequest["getResourceHooks"]>): pulumi.ResourceHookBinding | undefined;
}

const all = { ...pulumi.runtime, ...server, ...resource, ...state } as unknown as Internals;
export const { withLocalStorage, awaitFeatureSupport, waitForRPCs, deserializeInputs, hookBindingFromProto } = all;
