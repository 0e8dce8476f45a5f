/** The property in which a dynamic resource's inputs and state have the way to its operations. */
export const operationsKey = "__provider";

/**
 * The module that Pulumi's plugin for dynamic resources runs: it loads `tlsup/provider` from the program's folder. The engine keeps
 * this text in state, so it must never change: then the state holds none of tlsup's code, and an update of tlsup is no difference.
 */
export const forwarding = (kind: string): string => `exports.handler = () => require("node:module").createRequire(process.cwd() + "/package.json")("tlsup/provider").providers.${kind};\n`;

/** The kind of resource that {@link forwarding} forwards to; undefined for a dynamic resource of somebody else. */
export function forwardedKind(text: unknown): string | undefined {
  if (typeof text !== "string") return undefined;
  const kind = /\.providers\.(\w+);\n$/.exec(text)?.[1];
  return kind !== undefined && text === forwarding(kind) ? kind : undefined;
}
