import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";

/** A DNS server over TCP that asks another one, except for names that are broken. */
export interface RelayedDns {
  /** `<address>:<port>`. */
  readonly address: string;
  /** The names that it cannot resolve at the moment. */
  readonly broken: Set<string>;
  close(): void;
}

export async function relayDns(to: { readonly address: string; readonly port: number }): Promise<RelayedDns> {
  const broken = new Set<string>();
  const server = createServer((client) => {
    client.on("error", () => client.destroy());
    client.once("data", (question) => {
      if ([...broken].some((name) => question.includes(labels(name)))) {
        client.end(failure(question));
        return;
      }
      const upstream = connect({ host: to.address, port: to.port });
      upstream.on("error", () => client.destroy());
      upstream.write(question);
      client.pipe(upstream).pipe(client);
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, broken, close: () => void server.close() };
}

/** A name as it is in a message: RFC 1035, section 3.1. */
function labels(name: string): Buffer {
  return Buffer.concat(name.split(".").flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]));
}

/** SERVFAIL, behind the message's length: RFC 1035, sections 4.1.1 and 4.2.2. */
function failure(question: Buffer): Buffer {
  const answer = Buffer.from(question);
  answer.writeUInt16BE(0x8082 | (question.readUInt16BE(4) & 0x0100), 4);
  return answer;
}
