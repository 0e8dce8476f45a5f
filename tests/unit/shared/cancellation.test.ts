import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { cancel, onCancel, onTimeUp, timeFor, withinTime } from "../../../components/shared/execution/cancellation";
import { withSession } from "../../../components/shared/execution/ssh";
import { makeLoginKey } from "../../support/login-key";

const never = (): Promise<never> => new Promise(() => undefined);
const short = 0.05;

describe("what is given a time", () => {
  test("is done in it, and told nothing", async () => {
    let told = 0;
    const done = await withinTime(60, "late", () => {
      onTimeUp(() => (told += 1));
      return Promise.resolve(7);
    });
    expect([done, told]).toEqual([7, 0]);
  });

  test("fails when it is up: what is under way in it is told to end, and nothing else", async () => {
    const told: string[] = [];
    const forget = onCancel(() => told.push("another one"));
    const begun = withinTime(short, "it must be done", () => {
      onCancel(() => told.push("cancelled"));
      onTimeUp(() => told.push("up"));
      onTimeUp(() => told.push("forgotten"))();
      return never();
    });
    await expect(begun).rejects.toThrow("it must be done");
    forget();
    expect(told).toEqual(["cancelled", "up"]);
  });

  test("still hears that the engine asks to end, and nothing of its time then", async () => {
    const told: string[] = [];
    await withinTime(60, "late", async () => {
      const forget = onCancel(() => told.push("cancelled"));
      onTimeUp(() => told.push("up"));
      cancel();
      forget();
      await Promise.resolve();
    });
    expect(told).toEqual(["cancelled"]);
  });

  test("may take as long as that instead of the usual time; without a limit, the usual time", async () => {
    const time = (): Promise<number> => Promise.resolve(timeFor(300));
    expect([await withinTime(20, "", time), await withinTime(0, "", time), timeFor(300)]).toEqual([20_000, 300, 300]);
  });
});

describe("a host that does not answer", () => {
  let server: Server;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    server = createServer((socket) => void sockets.push(socket.on("error", () => undefined).resume()));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => void server.close());

  test("is let go of when the time is up, and not tried again", async () => {
    const { port } = server.address() as AddressInfo;
    const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ1S2Zz0cQ5bV9O1y7l0eQk0eTj0oJ9u3Qh3m2l6Fz1k";
    let ended: Promise<unknown> = Promise.resolve();
    const begun = withinTime(0.5, "late", () => {
      const session = withSession({ host: "127.0.0.1", port, user: "root", privateKey: makeLoginKey(), hostKey }, 60_000, never);
      ended = session.then(undefined, () => undefined);
      return session;
    });
    await expect(begun).rejects.toThrow("late");
    await ended;
    const tried = sockets.length;
    await sleep(400);
    expect([tried > 0, sockets.length - tried, sockets.filter(({ closed }) => !closed).length]).toEqual([true, 0, 0]);
  });
});
