import { serve } from "@hono/node-server";
import type { Part } from "../instance";

/** Serves an app over HTTP until it is closed, which cuts what is still connected. @throws when the port is taken. */
export function serveApp(fetch: Parameters<typeof serve>[0]["fetch"], hostname: string, port: number): Promise<Part> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname, port });
    const close = (): Promise<void> =>
      new Promise((closed, failed) => {
        server.close((error) => {
          if (error) failed(error);
          else closed();
        });
        if ("closeAllConnections" in server) server.closeAllConnections();
      });
    server.once("listening", () => {
      resolve({ close });
    });
    server.once("error", reject);
  });
}
