import type { Scenario } from "./scenario";
import { hostLost } from "./scenarios/host-lost";

/** All scenarios. */
export const scenarios: readonly Scenario[] = [hostLost];
