import { cloudflare } from "../cloudflare/definition";
import { digitalocean } from "../digitalocean/definition";
import { hcloud } from "../hcloud/definition";
import { linode } from "../linode/definition";
import { tls } from "../tls/definition";
import { hostPlugins } from "./plugins";

/** Runs the plugins' process: it accepts engines while the daemon lives; afterwards it ends with the last plugin. */
async function run(folder: string): Promise<void> {
  process.chdir(folder);
  const host = await hostPlugins([cloudflare, digitalocean, hcloud, linode, tls]);
  // The daemon has ended. Running plugins go on, so that an `up` outlasts a crash of the daemon.
  process.once("disconnect", () => {
    void host.drain().then(() => process.exit(0));
  });
  process.send?.("ready");
}

run(process.argv[2] ?? "").catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
