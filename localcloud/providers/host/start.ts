import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Instance, Part } from "../../instance";
import type { Log } from "../../log";

interface PluginProcess {
  readonly instance: Instance;
  /** The file of the root that signs the APIs' certificates, PEM. */
  readonly root: string;
  readonly log: Log;
}

/**
 * Starts the process in which the stand-in plugins of this local cloud run. It is separate from the daemon because a running engine
 * must outlast a crash of the daemon. Without it, each plugin starts its own process, which takes longer.
 *
 * @throws Error if it ends before it serves.
 */
export async function startPluginHost({ instance, root, log }: PluginProcess): Promise<Part> {
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: root };
  const host = fork(join(__dirname, "main.js"), [instance.directory], { detached: true, execArgv: [], env });
  const ended = once(host, "exit") as Promise<[number | null, NodeJS.Signals | null]>;
  const failed = ended.then(([code, signal]) => {
    throw new Error(`Cannot start the plugins' process as it must serve: it ended with ${signal ?? `exit code ${code}`}`);
  });
  await Promise.race([once(host, "message"), failed]);
  let closing = false;
  failed.catch((error: unknown) => closing || log.error("ended", { error }));
  host.unref();
  host.channel?.unref();
  return {
    // It exits when the last engine has ended.
    close: () => {
      closing = true;
      if (host.connected) host.disconnect();
      return Promise.resolve();
    },
  };
}
