import { Resolver } from "node:dns/promises";
import { connect } from "node:net";
import type { Status } from "./local-cloud";

/** Resolves when the mail server that a name leads to has greeted. */
export async function greeted(name: string, { dns }: Status): Promise<void> {
  const resolver = new Resolver();
  resolver.setServers([`${dns.address}:${dns.port}`]);
  const [address = ""] = await resolver.resolve4(name);
  return new Promise((resolve, reject) => {
    const socket = connect({ host: address, port: 25, timeout: 20_000 });
    socket.once("data", (text) => (text.toString().startsWith("220 ") ? resolve() : reject(new Error(text.toString())), socket.destroy()));
    socket.once("error", reject);
    socket.once("timeout", () => (reject(new Error(`${address} does not greet`)), socket.destroy()));
  });
}
