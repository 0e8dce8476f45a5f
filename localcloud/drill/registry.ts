import type { Scenario } from "./scenario";
import { caDown } from "./scenarios/ca-down";
import { certificateDeleted } from "./scenarios/certificate-deleted";
import { diskFull } from "./scenarios/disk-full";
import { edgeRangesChanged } from "./scenarios/edge-ranges-changed";
import { hostLost } from "./scenarios/host-lost";
import { massRevocation } from "./scenarios/mass-revocation";
import { stateLost } from "./scenarios/state-lost";
import { tokenRevoked } from "./scenarios/token-revoked";

/** All scenarios. */
export const scenarios: readonly Scenario[] = [hostLost, edgeRangesChanged, caDown, massRevocation, tokenRevoked, diskFull, certificateDeleted, stateLost];
