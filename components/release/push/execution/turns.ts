import { AsyncResource } from "node:async_hooks";
import pLimit from "p-limit";
import type { Destination } from "../../../shared/destination";
import { onCancel } from "../../../shared/execution/cancellation";
import type { Report } from "../../../shared/resource-operations";

/** Limits how many hosts are pushed to in parallel. */
const among = pLimit(16);

/** Pushes of this run to one host wait for each other here: its lock would let them wait for a minute only, as it cannot tell one that will not end. */
const queues = new Map<string, ReturnType<typeof pLimit>>();

/** Pushes `domain` to a host when it is its turn. Throws if the run is cancelled, or the time for the action is up, before that. */
export async function inTurn<T>({ via, host, port }: Destination, domain: string, report: Report | undefined, push: () => Promise<T>): Promise<T> {
  const place = `${via?.host} ${host} ${port}`;
  const queue = queues.get(place) ?? pLimit(1);
  queues.set(place, queue);
  let isOver = false;
  const forget = onCancel(() => (isOver = true));
  // A queue would run it in the context of the push before, whose messages and time limit are others.
  const own = AsyncResource.bind(push);
  report?.("waiting for its turn at the host");
  return queue(() =>
    among(() => {
      forget();
      if (isOver) throw new Error(`Cannot push ${domain} to ${host} as its turn must come before the run is cancelled or its time is up. Run again`);
      return own();
    }),
  );
}
