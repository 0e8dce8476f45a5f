import { plainHttp } from "./plain-http";
import type { ChainRule } from "./rule";
import { clientTrust, servicePorts, shownAddress } from "./services";
import { challenge, trust } from "./trust";
import { edgeCertificate, hsts, oldestTls } from "./visitors";

/** Every rule for the settings of a site's chain. */
export const chainRules: readonly ChainRule[] = [plainHttp, trust, challenge, edgeCertificate, oldestTls, hsts, servicePorts, shownAddress, clientTrust];
