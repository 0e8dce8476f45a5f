import * as pulumi from "@pulumi/pulumi";
import * as cloudflare from "../../edge/cloudflare/sdk.component";
import { findZone, zoneIdOf } from "../../edge/cloudflare/zone.component";
import { destinationOf, onMachine } from "../../host/common/access.component";
import { zoneAmong } from "../../shared/domain-name";
import { ConfigurationError } from "../../shared/fault";
import type { Eventual } from "../../shared/inputs.component";
import { isLater } from "../../shared/plain-data";
import { provenNames, quotedContent, standingName, standingRecord, type KnownAccount, type StandingRecord } from "../acme/standing-record";
import type { HostCertificateContext } from "../common/certificate-maker.component";
import type { KeptAccountArgs } from "./kept-account.resource";
import { KeptAccount } from "./kept-account.resource";

/** The records that prove a certificate's names. */
export interface StandingProof {
  readonly records: pulumi.Output<StandingRecord[]>;
  /** Their resources, which precede the certificate. */
  readonly made: readonly pulumi.Resource[];
}

/** Makes the account of a host at a CA, and for each host name of a certificate the record by which the CA knows that account. */
export function standingProof(
  name: string,
  names: Eventual<readonly string[]>,
  ca: Pick<KeptAccountArgs, "directory" | "email" | "root">,
  { access, domain, path, zones }: HostCertificateContext,
  parent: pulumi.Resource,
  opts: pulumi.ComponentResourceOptions,
): StandingProof {
  const known = knownNames(names, `${path}.names`);
  const account = new KeptAccount(name, { ...destinationOf(access), site: domain, ...ca }, { parent, ...onMachine(access, opts) });
  const facts = pulumi
    .all([account.url, account.thumbprint, account.issuer, account.hashPrefix])
    .apply(([url, thumbprint, issuer, hashPrefix]): KnownAccount => ({ url, thumbprint, issuer, hashPrefix }));
  const placed = provenNames(known).map((proven) => {
    const { base } = proven;
    const record = facts.apply((found) => standingRecord(proven, found));
    const zoneId = zoneIdOf(findZone({ domain: base, zone: pulumi.all([...zones]).apply((all) => zoneAmong(all, base)) }, parent));
    const content = record.apply((wanted) => quotedContent(wanted.content));
    const title = standingName(base);
    return { record, made: new cloudflare.DnsRecord(`${name}-${title}`, { zoneId, name: title, type: "TXT", content, ttl: 1 }, { parent }) };
  });
  return { records: pulumi.all(placed.map(({ record }) => record)), made: placed.map(({ made }) => made) };
}

function knownNames(names: Eventual<readonly string[]>, path: string): readonly string[] {
  if (!isLater(names)) return names as readonly string[];
  const problem = "must be known when the program runs with dns-persist-01, as each gets a record: current value becomes known later";
  throw new ConfigurationError([{ path, problem, remedy: "Give the names as they are" }]);
}
