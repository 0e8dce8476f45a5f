import type { Keys } from "./picked";

/** What a resource on a machine is told of it: how it is reached, and which one it is. */
export const destinationKeys: Keys<Record<"host" | "port" | "user" | "privateKey" | "hostKey" | "machine", unknown>> = {
  host: true,
  port: true,
  user: true,
  privateKey: true,
  hostKey: true,
  machine: true,
};
