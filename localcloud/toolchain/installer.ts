import { renameSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { withLock } from "../lock";
import type { Progress } from "../progress";
import { isToolchain } from "./locate";

const vendorScript = "https://get.pulumi.com/install.sh";
/** Milliseconds until the vendor's host counts as unreachable, and the most that its download may take. */
const patience = { answer: 5_000, download: 600_000 };

/** Checked once per run: a machine that cannot reach the vendor's host cannot reach it a second later either. */
let reachable: Promise<boolean> | undefined;

/**
 * Installs Pulumi into `directory` by the vendor's installer. Returns false if the vendor's host cannot be
 * reached or its installer fails.
 */
export async function installFromVendor(directory: string, progress: Progress): Promise<boolean> {
  reachable ??= answers(vendorScript);
  if (!(await reachable)) return false;
  return progress.step("downloading Pulumi, once", () =>
    withLock(`${directory}.lock`, async () => {
      if (isToolchain(directory)) return true;
      const unfinished = `${directory}.unfinished`;
      rmSync(unfinished, { recursive: true, force: true });
      if (!(await install(unfinished))) return false;
      rmSync(directory, { recursive: true, force: true });
      renameSync(unfinished, directory);
      return true;
    }),
  );
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { method: "HEAD", signal: AbortSignal.timeout(patience.answer) });
    return response.ok;
  } catch {
    return false;
  }
}

async function install(root: string): Promise<boolean> {
  // Loaded here, as it takes longer than everything else that a run of `tlsup` loads.
  const { PulumiCommand } = await import("@pulumi/pulumi/automation/cmd.js");
  const installed = PulumiCommand.install({ root }).then(
    () => isToolchain(root),
    () => false,
  );
  return Promise.race([installed, sleep(patience.download, false)]);
}
