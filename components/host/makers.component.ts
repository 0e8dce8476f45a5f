import type { MachineMaker } from "./common/machine-maker.component";
import * as registry from "./registry.component";
import type { MachineSettings } from "./vendors";

/** What makes machines at a vendor. */
export function makerOf(provider: MachineSettings["provider"]): MachineMaker<MachineSettings> {
  return registry[provider];
}
