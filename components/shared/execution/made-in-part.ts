import type { Unfinished } from "../unfinished";
import { onTimeUp } from "./cancellation";

/** Makes a resource. Once `action` has called `begun`, its error, or the end of its time, leaves what `partly` says in the stack. */
export async function madeInPart<T>(partly: (error: unknown) => Unfinished<unknown>, action: (begun: () => void) => Promise<T>): Promise<T> {
  let hasBegun = false;
  const inPart = (error: Error): Error => (hasBegun ? partly(error) : error);
  const forget = onTimeUp(inPart);
  try {
    return await action(() => (hasBegun = true));
  } catch (error) {
    throw inPart(error as Error);
  } finally {
    forget();
  }
}
