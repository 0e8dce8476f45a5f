import type { Context, Next } from "hono";

/**
 * Reads a request's body before its route runs. So a route waits for nothing between what it reads from the store and what it writes there, and no other
 * request's change is lost.
 */
export async function readBodyFirst(c: Context, next: Next): Promise<void> {
  c.set("body", await c.req.text());
  await next();
}

/** The text that {@link readBodyFirst} has read. */
export function bodyOf(c: Context): string {
  return c.get("body") as string;
}
