import { refuse } from "../shared/fault";
import type { HostFinder } from "./common/host-finder.component";
import type { MachineMaker } from "./common/machine-maker.component";
import * as registry from "./registry.component";
import type { HostSettings, MachineSettings } from "./vendors";

/** The maker of machines at a vendor. */
export function makerOf(provider: MachineSettings["provider"]): MachineMaker<MachineSettings> {
  return registry[provider];
}

/** The finder of hosts of a kind that no vendor makes; `undefined` for a vendor. */
export function finderOf(provider: HostSettings["provider"]): HostFinder<HostSettings> | undefined {
  const entry = registry[provider];
  return "find" in entry ? (entry as HostFinder<HostSettings>) : undefined;
}

/** Throws `ConfigurationError` when a package that a vendor needs is missing; `path` is the setting that names the vendor. */
export function requirePackage(provider: HostSettings["provider"], path: string): void {
  const entry = registry[provider];
  const name = "machine" in entry ? entry.missingPackage?.() : undefined;
  if (name === undefined) return;
  refuse([
    {
      path,
      problem: `${provider} needs the package ${name}, which is not installed`,
      remedy: `Run npm install ${name}, then \`tlsup plugin install\` if that installed the plugin`,
    },
  ]);
}
