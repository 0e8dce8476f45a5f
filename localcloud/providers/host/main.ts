import { cloudflare } from "../cloudflare/definition";
import { digitalocean } from "../digitalocean/definition";
import { tls } from "../tls/definition";
import { hostPlugins } from "./plugins";

/** The life of the plugins' process: it takes engines while the daemon lives, and ends with the last plugin after that. */
async function run(folder: string): Promise<void> {
  process.chdir(folder);
  const host = await hostPlugins([cloudflare, digitalocean, tls]);
  // The daemon ended, in whichever way: what is at work goes on, so that an `up` outlasts a crash of the daemon.
  process.once("disconnect", () => {
    void host.drain().then(() => process.exit(0));
  });
  process.send?.("ready");
}

run(process.argv[2] ?? "").catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
