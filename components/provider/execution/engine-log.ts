import { createRequire } from "node:module";
import type * as clients from "./engine-client";
import type { ResourceLog } from "./resources";

/** Loads a module on first use: a run without changes sends no messages. */
const load = createRequire(__filename);

/** Shows messages in the engine's display, beside the resource with a URN. A step disappears when the resource is done; a note stays. */
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
