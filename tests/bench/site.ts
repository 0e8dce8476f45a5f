import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { hostRuntime } from "../../localcloud/hosts/podman";
import { ensureHostImage } from "../../localcloud/image/image";
import { instanceAt } from "../../localcloud/instance";
import { root, shellEnvironment } from "../support/environment";
import { localSite, Stack } from "../support/program";
import { withCloud } from "./cloud";
import { table, timed, type Row } from "./table";
import { noChange } from "./up";

const rounds = 3;
const domain = "bench.example.test";

/**
 * From nothing deployed to a site that answers: `pulumi up --skip-preview` beside a shell script that does the same by hand, on the same
 * network, in turns. Then a run that changes nothing, beside those of empty programs.
 */
export function benchSite(): Promise<string> {
  return withCloud(async (folder, cloud) => {
    const environment = shellEnvironment(cloud);
    const stack = await Stack.create("bench", undefined, environment);
    await stack.configure({ site: localSite(domain) });
    const { hand, site } = await fromNothing(folder, cloud, stack);
    const unchanged = await noChange(folder, environment, stack);
    await stack.dispose();
    return [table("From nothing to HTTPS, package installation included", [hand, site]), table("No change", unchanged)].join("\n\n");
  });
}

async function fromNothing(folder: string, cloud: string, stack: Stack): Promise<{ hand: Row; site: Row }> {
  const image = await ensureHostImage("debian-12", () => undefined);
  const { network } = instanceAt(cloud, 0);
  const hand: number[] = [];
  const site: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const work = join(folder, `hand-${round}`);
    mkdirSync(work);
    hand.push(
      await timed(() =>
        promisify(execFile)(join(root, "tests", "bench", "by-hand.sh"), [image, network, `tlsup-bench-hand-${round}`, work, hostRuntime() ?? ""]),
      ),
    );
    site.push(await timed(() => stack.up()));
    await stack.expect("destroy", "--yes", "--skip-preview");
  }
  await stack.up();
  return { hand: { what: "by hand: podman, ssh, openssl, apt", seconds: hand }, site: { what: "pulumi up --skip-preview", seconds: site } };
}
