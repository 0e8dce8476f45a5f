import { createRequire } from "node:module";
import type * as clients from "./engine-client";
import type { ResourceLog } from "./resources";

/** Loads a module when it is asked for: a run without a change has nothing to tell. */
const load = createRequire(__filename);

/** Where the engine at `address` shows what a resource is at: beside it, and gone when it is done. What it is told to say stays. */
export function engineLog(address: string): (urn: string) => ResourceLog {
  let send: ((message: clients.Message) => Promise<void>) | undefined;
  const log = (message: clients.Message): Promise<void> => {
    send ??= (load("./engine-client") as typeof clients).engineClient(address);
    return send(message);
  };
  return (urn) => ({
    step: (text) => void log({ urn, text, isEphemeral: true }),
    note: (text) => log({ urn, text, isEphemeral: false }),
  });
}
