import { connect, createServer, type AddressInfo } from "node:net";

/** Forwards a port of this machine to an SSH server, and breaks once `bytes` have passed towards it. Returns the port. */
export async function breakingWay(address: string, bytes: number): Promise<number> {
  const server = createServer((client) => {
    const onward = connect(22, address);
    const end = (): void => {
      for (const socket of [client, onward]) socket.destroy();
      server.close();
    };
    let passed = 0;
    client.on("data", (data) => {
      passed += data.length;
      if (passed > bytes) end();
      else onward.write(data);
    });
    onward.on("data", (data) => client.write(data));
    for (const socket of [client, onward]) socket.on("error", end).on("close", end);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
