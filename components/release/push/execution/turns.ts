import { AsyncResource } from "node:async_hooks";
import pLimit from "p-limit";
import type { Destination } from "../../../shared/destination";
import { onCancel } from "../../../shared/execution/cancellation";
import type { Report } from "../../../shared/resource-operations";

/** Limits how many hosts are changed in parallel. */
const among = pLimit(16);

/** What this run does on one host waits for its turn here: the host's lock would let it wait for a minute only, as it cannot tell a push that will not end. */
const queues = new Map<string, ReturnType<typeof pLimit>>();

/** Does something with a host, `what` in words, when it is its turn. Throws if the run is cancelled, or the time for the action is up, before that. */
export async function inTurn<T>({ via, host, port }: Destination, what: string, report: Report | undefined, action: () => Promise<T>): Promise<T> {
  const place = `${via?.host} ${host} ${port}`;
  const queue = queues.get(place) ?? pLimit(1);
  queues.set(place, queue);
  let isOver = false;
  const forget = onCancel(() => (isOver = true));
  // A queue would run it in the context of the action before, whose messages and time limit are others.
  const own = AsyncResource.bind(action);
  report?.("waiting for its turn at the host");
  return queue(() =>
    among(() => {
      forget();
      if (isOver) throw new Error(`Cannot ${what} as its turn must come before the run is cancelled or its time is up. Run again`);
      return own();
    }),
  );
}
