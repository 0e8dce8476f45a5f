import * as pulumi from "@pulumi/pulumi";
import type { CertificateOutputs } from "../certificate/common/certificate-outputs.component";
import { ConfigurationError } from "../shared/fault";
import { claimFaults, type Claim } from "../release/common/host-claims";
import { onMachine, type Access } from "../host/common/access.component";
import type { ReleasePlan } from "./plan";
import { fullChainPath, privateKeyPath } from "../release/common/release";
import { ReleaseResource, type ReleaseArgs } from "../release/push/release.resource";

/** What a server needs of a certificate. */
export type DeployedCertificate = Pick<CertificateOutputs, "privateKey" | "fullChain" | "facts" | "lineage">;

/** A release, and what goes with it that is known later. */
export interface DeployedReleaseArgs {
  readonly access: Access;
  readonly certificate: DeployedCertificate;
  readonly plan: Omit<ReleasePlan, "files">;
  /** Each file is a value of its own: a preview shows those that are known, whatever the certificate will be. */
  readonly files: Readonly<Record<string, pulumi.Input<string>>>;
  /** Beside the certificate's key. */
  readonly secrets: pulumi.Input<Readonly<Record<string, string>>>;
}

/** The release of a component on its host. */
export function deployedRelease(name: string, { access, certificate, plan, files, secrets }: DeployedReleaseArgs, parent: pulumi.Resource, opts?: pulumi.ComponentResourceOptions): ReleaseResource {
  claimHost(name, access, plan);
  const delivered = delivery(certificate);
  const { deletedWith, ...destination } = access;
  return new ReleaseResource(
    name,
    {
      ...destination,
      ...plan,
      files: { ...files, ...delivered.files },
      secrets: pulumi.secret(pulumi.all([delivered.secrets, secrets]).apply(([own, others]) => ({ ...own, ...others }))),
      certificate: delivered.certificate,
    },
    { parent, ...onMachine(deletedWith, opts), ...(opts?.dependsOn ? { dependsOn: opts.dependsOn } : {}) },
  );
}

/** What this program puts on each machine. */
const claims = new WeakMap<Access["machine"], Claim[]>();

/** Throws when another site of the program has on the same machine what this one needs. */
function claimHost(name: string, { machine }: Access, claim: Claim): void {
  const others = claims.get(machine) ?? [];
  const faults = claimFaults(claim, others, name);
  if (faults.length > 0) throw new ConfigurationError(faults);
  claims.set(machine, [...others, claim]);
}

interface Delivery extends Pick<ReleaseArgs, "certificate"> {
  readonly files: Readonly<Record<string, pulumi.Output<string>>>;
  readonly secrets: Readonly<Record<string, pulumi.Output<string>>>;
}

/** What the release has of a certificate: all of it, or the folder where the host finds it. */
function delivery({ privateKey, fullChain, facts, lineage }: DeployedCertificate): Delivery {
  if (lineage) return { files: {}, secrets: {}, certificate: { source: "lineage", folder: lineage } };
  return { files: { [fullChainPath]: fullChain }, secrets: { [privateKeyPath]: privateKey }, certificate: { source: "release", sha256: facts.apply(({ sha256 }) => sha256) } };
}
