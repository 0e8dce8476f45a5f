import { createServer, type AddressInfo } from "node:net";
import { PartsFailed, startParts } from "../../../../localcloud/daemon/parts";
import type { Part } from "../../../../localcloud/instance";

function part(): Part & { closed: boolean } {
  const it = {
    closed: false,
    close: async () => {
      it.closed = true;
    },
  };
  return it;
}

function listen(port: number): Promise<Part & { port: number }> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () =>
      resolve({ port: (server.address() as AddressInfo).port, close: () => new Promise((closed) => server.close(() => closed())) }),
    );
  });
}

test("all parts are closed together", async () => {
  const [one, other] = [part(), part()];
  const parts = await startParts({ one: async () => one, other: async () => other });
  await parts.close();
  expect([one.closed, other.closed]).toEqual([true, true]);
});

test("when parts fail, those that started are closed and each failure is told with its part", async () => {
  const good = part();
  const failing = startParts({
    good: async () => good,
    dns: () => Promise.reject(new Error("no zone")),
    edge: () => Promise.reject(new Error("no certificate")),
  });
  await expect(failing).rejects.toBeInstanceOf(PartsFailed);
  await expect(failing).rejects.toMatchObject({
    failures: [
      { part: "dns", message: "no zone" },
      { part: "edge", message: "no certificate" },
    ],
  });
  expect(good.closed).toBe(true);
});

test("a port that another program holds is named with the command that shows the program", async () => {
  const holder = await listen(0);
  try {
    await expect(startParts({ dns: () => listen(holder.port) })).rejects.toMatchObject({
      failures: [
        { part: "dns", message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1 port ${holder.port}.*ss -lntup 'sport = :${holder.port}'`)) as unknown },
      ],
    });
  } finally {
    await holder.close();
  }
});
