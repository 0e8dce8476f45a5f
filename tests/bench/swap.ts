import { push } from "../../components/release/push/execution/push";
import { Droplet } from "../support/droplets";
import { swapUnderLoad } from "../support/swap";
import { webRelease, webServers } from "../support/web-release";
import { withCloud } from "./cloud";
import { median } from "./table";

const domain = "swap.example.test";

/** 20 changes of the certificate under handshakes that never stop, on one host, from one server to the next. */
export function benchSwap(): Promise<string> {
  return withCloud(async () => {
    const droplet = await Droplet.create("bench");
    const destination = await droplet.destination();
    const rows: string[] = [];
    for (const kind of webServers) {
      const release = await webRelease(domain, { kind }, [], { kind: "demo" });
      await push(destination, release);
      const { handshakes, failures, strangers, seconds } = await swapUnderLoad(destination, release, 20, 200);
      const cells = [seconds.length, handshakes, failures.length, strangers.length, `${median(seconds).toFixed(2)} s`];
      rows.push(`  ${kind.padEnd(10)}${cells.map((cell) => String(cell).padStart(12)).join("")}`);
    }
    await droplet.remove();
    const head = `  ${"server".padEnd(10)}${["changes", "handshakes", "failed", "other leaf", "a change"].map((title) => title.padStart(12)).join("")}`;
    return ["Changes of the certificate under load, a change: median of the push that makes it", head, ...rows].join("\n");
  });
}
