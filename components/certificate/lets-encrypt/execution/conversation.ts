import { usualTimings, type Timings } from "../timings";
import { openTransport, type Transport } from "./transport";

/** What goes on with a CA, and what ends it. */
export interface Conversation {
  readonly transport: Transport;
  readonly timings: Timings;
  readonly signal: AbortSignal;
}

/**
 * Talks to a CA until `use` is done, the time is up, or the process is told to end: then what was begun is tidied up, and the process
 * ends. The engine tells its plugins so at the second Ctrl-C, and gives them five seconds; at the first one it waits for them.
 */
export async function conversation<T>({ directory, root }: { readonly directory: string; readonly root?: string }, use: (conversation: Conversation) => Promise<T>, timings = usualTimings): Promise<T> {
  const controller = new AbortController();
  let received: NodeJS.Signals | undefined;
  const interrupted = (signal: NodeJS.Signals): void => {
    received = signal;
    controller.abort(new Error(`Cannot go on as ${signal} asks to end. Run it again: it goes on where it stopped`));
  };
  const late = setTimeout(() => controller.abort(new Error(`Cannot finish as it must be done within ${timings.total / 1000} s. Run it again: it goes on where it stopped`)), timings.total);
  process.on("SIGINT", interrupted).on("SIGTERM", interrupted);
  const transport = openTransport({ directory, timings, signal: controller.signal, ...(root !== undefined && { root }) });
  try {
    return await use({ transport, timings, signal: controller.signal });
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    clearTimeout(late);
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
    transport.close();
    // Raised again for whoever else listens, or for its usual effect.
    if (received !== undefined) process.kill(process.pid, received);
  }
}
