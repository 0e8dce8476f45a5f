import * as pulumi from "@pulumi/pulumi";
import * as server from "@pulumi/pulumi/provider/server";
import * as resource from "@pulumi/pulumi/runtime/resource";
import * as state from "@pulumi/pulumi/runtime/state";
import type { ConstructRequest } from "@pulumi/pulumi/proto/provider_pb";

/**
 * What Pulumi's SDK has for its own provider server and does not declare. That server itself cannot be used: it takes the whole protocol, and knows no
 * previews.
 */
interface Internals {
  /** Gives a component a runtime of its own in this process. */
  withLocalStorage<T>(action: () => Promise<T>): Promise<T>;
  awaitFeatureSupport(): Promise<void>;
  /** Waits for what was registered. */
  waitForRPCs(): Promise<void>;
  /** What the engine sends for arguments, as a program would give it: with outputs where something is unknown, secret, or depends on a resource. */
  deserializeInputs(
    inputs: ReturnType<ConstructRequest["getInputs"]>,
    dependencies: ReturnType<ConstructRequest["getInputdependenciesMap"]>,
  ): Promise<pulumi.Inputs>;
  /** Hooks of the program that asks, by their names. */
  hookBindingFromProto(hooks: ReturnType<ConstructRequest["getResourceHooks"]>): pulumi.ResourceHookBinding | undefined;
}

const all = { ...pulumi.runtime, ...server, ...resource, ...state } as unknown as Internals;
export const { withLocalStorage, awaitFeatureSupport, waitForRPCs, deserializeInputs, hookBindingFromProto } = all;

/** The URN of a resource, once the engine has given it. */
export function urnOf({ urn }: pulumi.Resource): Promise<string> {
  return (urn as unknown as { promise(): Promise<string> }).promise();
}
