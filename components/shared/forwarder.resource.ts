import type * as pulumi from "@pulumi/pulumi";
import type * as providerModule from "../provider";

/** The module that carries the resources out, as the program's own folder resolves it. */
type Loader = (specifier: "tlsup/provider") => typeof providerModule;

/**
 * A dynamic provider whose text never changes. The engine keeps that text in state, so it holds none of tlsup's code, only the way
 * to it: each method loads `tlsup/provider` from the program's folder when it is called, and an update of tlsup is no difference.
 */
export function forwarder(kind: keyof typeof providerModule.providers): pulumi.dynamic.ResourceProvider {
  const forward = async (method: string, args: unknown[]): Promise<unknown> => {
    const load = process.getBuiltinModule("node:module").createRequire(`${process.cwd()}/package.json`) as Loader;
    const provider = load("tlsup/provider").providers[kind] as Readonly<Record<string, (...args: unknown[]) => unknown>>;
    return provider[method]?.(...args);
  };
  return {
    create: (inputs: unknown) => forward("create", [inputs]) as Promise<pulumi.dynamic.CreateResult>,
    diff: (id: string, olds: unknown, news: unknown) => forward("diff", [id, olds, news]) as Promise<pulumi.dynamic.DiffResult>,
    update: (id: string, olds: unknown, news: unknown) => forward("update", [id, olds, news]) as Promise<pulumi.dynamic.UpdateResult>,
    read: (id: string, props: unknown) => forward("read", [id, props]) as Promise<pulumi.dynamic.ReadResult>,
    delete: (id: string, props: unknown) => forward("delete", [id, props]) as Promise<void>,
  };
}
