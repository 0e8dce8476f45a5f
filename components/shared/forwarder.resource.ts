import type * as pulumi from "@pulumi/pulumi";
import type { ResourceOperations } from "./resource-operations";
import type * as providerModule from "../provider";

/** The module that carries the resources out, as the program's own folder resolves it. */
type Loader = (specifier: "tlsup/provider") => typeof providerModule;

/** The operations of a resource, whatever its values: they come from the engine, which knows no types. */
type AnyOperations = Readonly<Record<keyof ResourceOperations<unknown, unknown>, (...args: never[]) => unknown>>;

/**
 * A dynamic provider whose text never changes. The engine keeps that text in state, so it holds none of tlsup's code, only the way
 * to it: each method loads `tlsup/provider` from the program's folder when it is called, and an update of tlsup is no difference.
 */
export function forwarder(kind: keyof typeof providerModule.providers): pulumi.dynamic.ResourceProvider {
  const forward = async (method: keyof AnyOperations, args: unknown[]): Promise<unknown> => {
    const load = process.getBuiltinModule("node:module").createRequire(`${process.cwd()}/package.json`) as Loader;
    const operations: AnyOperations = load("tlsup/provider").providers[kind];
    return operations[method](...(args as never[]));
  };
  return {
    create: (inputs: unknown) => forward("create", [inputs]) as Promise<pulumi.dynamic.CreateResult>,
    diff: (id: string, olds: unknown, news: unknown) => forward("diff", [id, olds, news]) as Promise<pulumi.dynamic.DiffResult>,
    update: (id: string, olds: unknown, news: unknown) => forward("update", [id, olds, news]) as Promise<pulumi.dynamic.UpdateResult>,
    read: (id: string, props: unknown) => forward("read", [id, props]) as Promise<pulumi.dynamic.ReadResult>,
    delete: (id: string, props: unknown) => forward("delete", [id, props]) as Promise<void>,
  };
}
