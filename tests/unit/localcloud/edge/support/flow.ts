/** Runs in a process of its own, so that its memory is the edge's: the other ends are in child processes. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { World } from "./world";

const size = 512 * 1024 * 1024;

const originProgram = `
  const { createServer } = require("node:http");
  const block = Buffer.alloc(256 * 1024, "x");
  createServer((request, response) => {
    let received = 0;
    request.on("data", (chunk) => (received += chunk.length));
    request.on("end", () => {
      if (request.method === "POST") return response.end(String(received));
      let left = ${size};
      const more = () => {
        while (left > 0) {
          left -= block.length;
          if (!response.write(block)) return response.once("drain", more);
        }
        response.end();
      };
      more();
    });
  }).listen(0, "127.0.0.2", function () { console.log(this.address().port); });`;

async function main(): Promise<void> {
  const world = await World.start();
  world.zones.set("example.test", { ssl: "flexible" });
  const origin = spawn(process.execPath, ["-e", originProgram], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const line of createInterface(origin.stdout)) {
    world.originPorts.http = Number(line);
    break;
  }
  await transfer(world, "head -c 1000000 /dev/zero", "/warm");
  const before = process.memoryUsage().rss;
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  // Its extension makes it a candidate for the cache, and its length is not known beforehand.
  const down = Number(await shell(world, "curl -sS -o /dev/null -w %{size_download}", "/large.bin"));
  const up = Number(await transfer(world, `head -c ${size} /dev/zero`, "/upload"));
  clearInterval(timer);
  origin.kill("SIGKILL");
  await world.close();
  process.send?.({ down, up, growth: peak - before });
  process.disconnect();
}

const transfer = (world: World, source: string, path: string) => shell(world, `${source} | curl -sS -X POST -H Expect: -T -`, path);

function shell(world: World, command: string, path: string): Promise<string> {
  const arguments_ = `--noproxy '*' --cacert ${world.directory}/root.pem --connect-to ::127.0.0.1:${world.edge.ports.https} https://example.test${path}`;
  const child = spawn("sh", ["-c", `${command} ${arguments_}`], { stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.on("close", () => resolve(output)));
}

void main();
