import { onTimeUp } from "./cancellation";

/**
 * Makes or changes a resource. Once `action` has called `begun`, its error, or the one that says that its time is up, goes through `partly`, which makes an
 * `Unfinished` of it if some of the resource may be there.
 */
export async function madeInPart<T>(partly: (error: Error) => Error, action: (begun: () => void) => Promise<T>): Promise<T> {
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
