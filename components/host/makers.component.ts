import { refuse } from "../shared/fault";
import type { MachineMaker } from "./common/machine-maker.component";
import * as registry from "./registry.component";
import type { MachineSettings } from "./vendors";

/** What makes machines at a vendor. */
export function makerOf(provider: MachineSettings["provider"]): MachineMaker<MachineSettings> {
  return registry[provider];
}

/** Throws `ConfigurationError` when a package is missing that a vendor needs; `path` is where the vendor is named. */
export function requirePackage(provider: MachineSettings["provider"], path: string): void {
  const name = makerOf(provider).missingPackage?.();
  if (name === undefined) return;
  refuse([{ path, problem: `${provider} needs the package ${name}, which is not installed`, remedy: `Run npm install ${name}` }]);
}
