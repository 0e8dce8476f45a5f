import { createHash } from "node:crypto";
import { connect } from "node:tls";
import { meanwhile } from "../../localcloud/stage/execution/meanwhile";

/** Observations of a server during an action. */
export interface Watch {
  /** The number of complete handshakes, and the reasons of failed ones. */
  readonly done: number;
  readonly failures: readonly string[];
  /** The SHA-256 of each leaf that was served, and when it was first seen. */
  readonly leaves: ReadonlyMap<string, Date>;
}

/** Makes a new handshake with `address` every `interval` milliseconds while `action` runs, and one after it. */
export async function watchHandshakes(address: string, servername: string, interval: number, action: () => Promise<void>): Promise<Watch> {
  const leaves = new Map<string, Date>();
  const failures: string[] = [];
  let done = 0;
  const handshake = async (): Promise<void> => {
    try {
      const leaf = await servedLeaf(address, servername);
      done += 1;
      if (!leaves.has(leaf)) leaves.set(leaf, new Date());
    } catch (error) {
      failures.push(String(error));
    }
  };
  await meanwhile(interval, handshake, action);
  await handshake();
  return { done, failures, leaves };
}

/** The SHA-256 of the leaf that a new handshake shows. */
export function servedLeaf(address: string, servername: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port: 443, servername, rejectUnauthorized: false, timeout: 10_000 });
    socket.once("secureConnect", () => {
      resolve(createHash("sha256").update(socket.getPeerCertificate().raw).digest("hex"));
      socket.destroy();
    });
    socket.once("timeout", () => socket.destroy(new Error("no answer within 10 s")));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed before the handshake was done")));
  });
}
