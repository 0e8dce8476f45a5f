import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A way to a place that takes time. */
export interface LongWay {
  /** Leads to the place, on this machine. */
  readonly port: number;
  close(): Promise<void>;
}

/** A proxy that passes everything on after half of `roundTrip` milliseconds, in each direction. */
export async function longWayTo(host: string, port: number, roundTrip: number): Promise<LongWay> {
  const open = new Set<Socket>();
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (near) => {
    const far = connect({ host, port, noDelay: true, allowHalfOpen: true });
    for (const socket of [near, far]) open.add(socket.once("close", () => open.delete(socket)).on("error", () => (near.destroy(), far.destroy())));
    delay(near, far, roundTrip / 2);
    delay(far, near, roundTrip / 2);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      for (const socket of open) socket.destroy();
      await once(server.close(), "close");
    },
  };
}

/** Timers of one duration end in the order in which they began. */
function delay(from: Socket, to: Socket, milliseconds: number): void {
  from.on("data", (chunk: Buffer) => setTimeout(() => to.writable && to.write(chunk), milliseconds));
  from.on("end", () => setTimeout(() => to.end(), milliseconds));
}
