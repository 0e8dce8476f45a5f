import { openDatabase, openOrigin } from "./firewall";
import { hsts, preloading } from "./hsts";
import { plainHttp } from "./plain-http";
import type { ChainRule } from "./rule";
import { clientTrust, servicePorts, shownAddress } from "./services";
import { challenge, trust } from "./trust";
import { commonTls, edgeCertificate, oldestTls, reachedByIpv6 } from "./visitors";

/** Every rule for the settings of a site's chain. */
export const chainRules: readonly ChainRule[] = [
  plainHttp,
  trust,
  challenge,
  edgeCertificate,
  oldestTls,
  commonTls,
  reachedByIpv6,
  hsts,
  preloading,
  servicePorts,
  shownAddress,
  clientTrust,
  openOrigin,
  openDatabase,
];
