import { connect, createServer, type Socket } from "node:net";
import { pipeline } from "node:stream";
import type { Part } from "../instance";
import type { Log } from "../log";

export interface Forwarding {
  readonly from: { readonly address: string; readonly port: number };
  readonly to: { readonly address: string; readonly port: number };
  readonly log: Log;
}

/** Milliseconds between two attempts to listen on an address that the machine does not have yet. */
const pause = 500;

/**
 * Forwards TCP connections. The droplets' gateway is an address of this machine only once the first of them
 * has started, so listening begins whenever that is; from then on the address may come and go.
 */
export function forward({ from, to, log }: Forwarding): Part {
  const sockets = new Set<Socket>();
  let timer: NodeJS.Timeout | undefined;
  const server = createServer((client) => {
    const target = connect(to.port, to.address);
    for (const socket of [client, target]) {
      sockets.add(socket);
      socket.once("close", () => sockets.delete(socket));
    }
    // An end by error ends the other side, too: nothing else is to be done about it.
    pipeline(client, target, client, () => undefined);
  });
  const listen = (): void => {
    server.listen(from.port, from.address);
  };
  server.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EADDRNOTAVAIL") timer = setTimeout(listen, pause);
    else log.error("not forwarded", { from, to, error });
  });
  listen();
  return {
    close: async () => {
      clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}
