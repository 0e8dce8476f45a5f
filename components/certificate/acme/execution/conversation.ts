import { onCancel, timeFor } from "../../../shared/execution/cancellation";
import { usualTimings, type Timings } from "../timings";
import { openTransport, type Transport } from "./transport";

/** A conversation with a CA, and the signal that ends it. */
export interface Conversation {
  readonly transport: Transport;
  readonly timings: Timings;
  readonly signal: AbortSignal;
}

/**
 * Talks to a CA until `use` is done. When the time is up or the run is cancelled, `use` is aborted and cleans up. The engine cancels at the
 * first Ctrl-C, and ends the plugin with a signal at the second.
 */
export async function conversation<T>(
  { directory, root }: { readonly directory: string; readonly root?: string },
  use: (conversation: Conversation) => Promise<T>,
  timings = usualTimings,
): Promise<T> {
  const controller = new AbortController();
  const end = (rule: string): void => controller.abort(new Error(`Cannot ${rule}. Run it again: it goes on where it stopped`));
  let received: NodeJS.Signals | undefined;
  const interrupted = (signal: NodeJS.Signals): void => {
    received = signal;
    end(`go on as ${signal} asks to end`);
  };
  const total = timeFor(timings.total);
  const late = setTimeout(() => end(`finish as it must be done within ${total / 1000} s`), total);
  const forget = onCancel(() => end("go on as the engine asks to end"));
  process.on("SIGINT", interrupted).on("SIGTERM", interrupted);
  const transport = openTransport({ directory, timings, signal: controller.signal, ...(root !== undefined && { root }) });
  try {
    return await use({ transport, timings, signal: controller.signal });
  } catch (error) {
    throw controller.signal.aborted ? controller.signal.reason : error;
  } finally {
    clearTimeout(late);
    forget();
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
    transport.close();
    // Raised again for other listeners, or for its usual effect.
    if (received !== undefined) process.kill(process.pid, received);
  }
}
