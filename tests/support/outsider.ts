import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { Droplet } from "./droplets";
import { containerAt } from "./local-cloud";
import { vendors } from "./vendors";

/** Tries the web ports of each address from standard input again and again, and prints which answered and, at the end, how often it tried. */
const prober = `
import asyncio, errno, sys
known, tries = set(), 0
async def probe(address, port):
    global tries
    while True:
        tries += 1
        try:
            _, writer = await asyncio.wait_for(asyncio.open_connection(address, port), 1)
            writer.close()
            print(f"{address}:{port} open", flush=True)
        except (asyncio.TimeoutError, TimeoutError):
            continue
        except OSError as error:
            # A firewall drops; who refuses was reached.
            if error.errno == errno.ECONNREFUSED:
                print(f"{address}:{port} refused", flush=True)
        await asyncio.sleep(0.02)
async def main():
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := (await reader.readline()).decode().strip():
        if line not in known:
            known.add(line)
            for port in (80, 443):
                # Several begin one after the other: an attempt that is dropped takes a second.
                for _ in range(10):
                    asyncio.get_running_loop().create_task(probe(line, port))
                    await asyncio.sleep(0.01)
    print(f"tried {tries}", flush=True)
asyncio.run(main())
`;

/** The findings of a host outside the edge's ranges. */
export interface Probes {
  readonly addresses: ReadonlySet<string>;
  readonly tries: number;
  /** `address:port open` or `refused`, each once. */
  readonly reached: readonly string[];
}

/** A host that belongs neither to the edge nor to the site. */
export class Outsider {
  private constructor(private readonly droplet: Droplet) {}

  static async boot(name: string): Promise<Outsider> {
    return new Outsider(await Droplet.create(name));
  }

  /**
   * While `action` runs, tries ports 80 and 443 of every machine at any vendor whose name begins with `prefix`,
   * starting at most a second after it runs.
   */
  async watch(prefix: string, action: () => Promise<unknown>): Promise<Probes> {
    const addresses = new Set<string>();
    const probing = spawn("podman", ["exec", "--interactive", containerAt(this.droplet.address), "python3", "-c", prober], {
      stdio: ["pipe", "pipe", "inherit"],
      env: { ...process.env, PODMAN_IGNORE_CGROUPSV1_WARNING: "1" },
    });
    let output = "";
    probing.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    const ended = new Promise((resolve) => probing.once("close", resolve));
    let isOver = false;
    const telling = (async () => {
      while (!isOver) {
        const machines = (await Promise.all(Object.values(vendors).map((vendor) => vendor.machines()))).flat();
        for (const { address } of machines.filter(({ name }) => name.startsWith(prefix))) {
          if (address === undefined) continue;
          if (!addresses.has(address)) probing.stdin.write(`${address}\n`);
          addresses.add(address);
        }
        await sleep(1000);
      }
    })();
    try {
      await action();
    } finally {
      isOver = true;
      await telling;
      probing.stdin.end();
      await ended;
    }
    const lines = output.split("\n").filter(Boolean);
    return { addresses, tries: Number(/tried (\d+)/.exec(output)?.[1]), reached: [...new Set(lines.filter((line) => !line.startsWith("tried")))] };
  }

  remove(): Promise<void> {
    return this.droplet.remove();
  }
}
