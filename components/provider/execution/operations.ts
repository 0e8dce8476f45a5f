import { accountProvider } from "../../certificate/acme/execution/account-provider";
import { certificateProvider } from "../../certificate/acme/execution/certificate-provider";
import { certbotProvider } from "../../certificate/certbot/execution/certbot-provider";
import { certbotHostProvider } from "../../certificate/certbot/execution/host-provider";
import { keptAccountProvider } from "../../certificate/keeper/execution/account-provider";
import { keeperProvider } from "../../certificate/keeper/execution/keeper-provider";
import { originCaOrderProvider } from "../../certificate/origin-ca/execution/order-provider";
import { recordMemoryProvider } from "../../edge/cloudflare/memory/execution/record-memory-provider";
import { originPullProvider } from "../../site/lockdown/execution/origin-pull-provider";
import { edgeRangesProvider } from "../../edge/cloudflare/execution/ranges-provider";
import { cachePurgeProvider } from "../../edge/cloudflare/purge/execution/purge-provider";
import { detourProvider } from "../../edge/cloudflare/detour/execution/detour-provider";
import { edgeRuleProvider } from "../../edge/cloudflare/rules/execution/rule-provider";
import { zoneSettingProvider } from "../../edge/cloudflare/zone/execution/setting-provider";
import { hostMemoryProvider } from "../../host/common/execution/host-memory";
import { hostIdentityProvider } from "../../host/existing/execution/identity-provider";
import { hostKeyProvider } from "../../host/common/execution/host-key";
import { authorizedKeysProvider } from "../../host/login/execution/authorized-keys-provider";
import { loginKeyProvider } from "../../host/login/execution/login-key-provider";
import { releaseProvider } from "../../release/push/execution/release-provider";
import type { AnyOperations } from "../plan";

/** The resources that tlsup itself implements. */
const kinds = {
  "tlsup:index:Release": releaseProvider,
  "tlsup:index:HostKey": hostKeyProvider,
  "tlsup:index:AuthorizedKeys": authorizedKeysProvider,
  "tlsup:index:LoginKey": loginKeyProvider,
  "tlsup:index:HostIdentity": hostIdentityProvider,
  "tlsup:index:HostMemory": hostMemoryProvider,
  "tlsup:index:EdgeRule": edgeRuleProvider,
  "tlsup:index:CachePurge": cachePurgeProvider,
  "tlsup:index:Detour": detourProvider,
  "tlsup:index:ZoneSetting": zoneSettingProvider,
  "tlsup:index:OriginCaOrder": originCaOrderProvider,
  "tlsup:index:EdgeRanges": edgeRangesProvider,
  "tlsup:index:OriginPull": originPullProvider,
  "tlsup:index:AcmeRegistration": accountProvider,
  "tlsup:index:AcmeCertificate": certificateProvider,
  "tlsup:index:CertbotHost": certbotHostProvider,
  "tlsup:index:CertbotLineage": certbotProvider,
  "tlsup:index:KeptAccount": keptAccountProvider,
  "tlsup:index:KeptLineage": keeperProvider,
  "tlsup:index:RecordMemory": recordMemoryProvider,
} as const;

/** Throws for a type that is not in this version. */
export function operationsOf(type: string): AnyOperations {
  if (!Object.hasOwn(kinds, type))
    throw new Error(`Cannot manage a resource of the type ${type} as tlsup must have it: this version has ${Object.keys(kinds).join(", ")}. Update the plugin`);
  return kinds[type as keyof typeof kinds] as unknown as AnyOperations;
}
