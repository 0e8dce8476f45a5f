import { certbotRules } from "../../certificate/certbot/schema";
import { accountRules, letsEncryptRules } from "../../certificate/acme/schema";
import { originCaRules } from "../../certificate/origin-ca/schema";
import { providedRules } from "../../certificate/provided/schema";
import { selfSignedRules } from "../../certificate/self-signed/schema";
import { httpsFleetRules, httpsServerRules } from "../../deployment/server-args";
import { httpsSiteRules } from "../../site/site-config";
import { directRecordRules, proxiedRecordRules } from "../../edge/cloudflare/record-args";
import { tlsServicesRules } from "../../deployment/services-args";
import { existingMachineRules } from "../../host/existing/schema";
import { reservedAddressRules, vpsRules } from "../../host/vps-args";
import type { Rules } from "../../shared/validation";

/** The rules of each component's arguments, by the component's name. */
export type ComponentRules = Readonly<Record<string, Rules<Record<string, unknown>>>>;

/** Every component that the package exports. */
export const componentRules: ComponentRules = {
  AcmeAccount: accountRules,
  CertbotCertificate: certbotRules,
  DirectRecord: directRecordRules,
  ExistingMachine: existingMachineRules,
  HttpsFleet: httpsFleetRules,
  HttpsServer: httpsServerRules,
  HttpsSite: httpsSiteRules,
  LetsEncryptCertificate: letsEncryptRules,
  OriginCaCertificate: originCaRules,
  ProvidedCertificate: providedRules,
  ProxiedRecord: proxiedRecordRules,
  ReservedAddress: reservedAddressRules,
  SelfSignedCertificate: selfSignedRules,
  TlsServices: tlsServicesRules,
  Vps: vpsRules,
};

/** Settings and outputs for TypeScript programs only, as `Type.field`: functions, resources, and the path that names a setting in messages. */
export const leftOut: ReadonlySet<string> = new Set([
  "Access.deletedWith",
  "CertbotCertificateArgs.path",
  "HttpsFleet.servers",
  "DirectRecord.record",
  "ExistingMachineArgs.path",
  "OriginCaCertificateArgs.path",
  "ProvidedCertificateArgs.path",
  "ProxiedRecord.reachable",
  "ProxiedRecord.relaxed",
  "ReservedAddress.reserved",
  "Vps.machine",
]);
