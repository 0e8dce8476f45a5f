import * as pulumi from "@pulumi/pulumi";
import type { LeafFacts } from "../certificate/x509/facts";
import { originOf } from "../shared/checked-args.component";
import { refuse } from "../shared/fault";
import { propertiesOf, then, type Eventual, type Inputs } from "../shared/inputs.component";
import { destinationOf, ipv6In, machineOf, onMachine, type Access } from "../host/common/access.component";
import { claimFaults, type Claim } from "../release/common/host-claims";
import { probesOn, type ReleasePlan } from "./plan";
import { clientAuthorityPath, fullChainPath, planKeys, privateKeyPath, type ReleaseCertificate } from "../release/common/release";
import { ReleaseResource } from "../release/push/release.resource";

/** The parts of a certificate that a server needs. */
export interface DeployedCertificate {
  /**
   * PEM. Secret.
   * @default none: it is on the host, in the folder `lineage`
   */
  readonly privateKey?: string;
  /** The leaf and then the intermediates, PEM. */
  readonly fullChain: string;
  /** The facts in the leaf. */
  readonly facts: LeafFacts;
  /**
   * The folder on the host where an ACME client keeps key and chain up to date. A push takes them from there.
   * @default none: each push brings them
   */
  readonly lineage?: string;
}

export interface DeployedReleaseArgs {
  readonly access: Inputs<Access>;
  readonly certificate: Inputs<DeployedCertificate>;
  readonly plan: Eventual<ReleasePlan>;
  /** In addition to the certificate's key. */
  readonly secrets: pulumi.Input<Readonly<Record<string, string>>>;
  /**
   * The CA of the clients that a locked-down server admits, PEM.
   * @default none
   */
  readonly clientAuthority?: pulumi.Input<string>;
  /** See {@link ReleaseInputs.leaveDataOn}. */
  readonly leaveDataOn?: pulumi.Input<string>;
}

/** Makes the release of a component on its host. */
export function deployedRelease(
  name: string,
  { access, certificate, plan, secrets, clientAuthority, leaveDataOn }: DeployedReleaseArgs,
  parent: pulumi.Resource,
  opts?: pulumi.ComponentResourceOptions,
): ReleaseResource {
  const admitted = then(plan, (claim) => (claimHost(name, access, claim, opts?.parent?.constructor), claim));
  const { files, ...planned } = propertiesOf<Omit<ReleasePlan, "reached" | "sharedTls">>(admitted, { ...planKeys, data: true });
  const ipv6 = ipv6In(access);
  const destination = destinationOf(access);
  const delivered = then(certificate as Eventual<Lifted<DeployedCertificate>>, delivery);
  return new ReleaseResource(
    name,
    {
      ...destination,
      ...planned,
      ...(ipv6 !== undefined && {
        probes: pulumi.all([admitted, destination.host, ipv6]).apply((known) => probesOn(...known)),
      }),
      // Each file is a separate value, so that a preview shows the known ones while the certificate is unknown.
      files: then(delivered, (own) =>
        then(files, (others): ReleaseFiles => ({ ...others, ...own.files, ...(clientAuthority !== undefined && { [clientAuthorityPath]: clientAuthority }) })),
      ),
      secrets: pulumi.secret(pulumi.all([then(delivered, (own) => own.secrets), secrets]).apply(([own, others]) => ({ ...own, ...others }))),
      certificate: then(delivered, (own) => own.certificate),
      ...(leaveDataOn !== undefined && { leaveDataOn }),
    },
    { parent, ...onMachine(access, opts), ...(opts?.dependsOn ? { dependsOn: opts.dependsOn } : {}) },
  );
}

/** A component's claim, and the class of its parent: under parents of one type, the engine refuses a second component of its name. */
interface OwnedClaim extends Claim {
  readonly owner: unknown;
}

/** What this program puts on each machine, by the output or value that identifies the machine. */
const claims = new WeakMap<object, OwnedClaim[]>();

/** Throws if another component of the program already uses what this one needs on the same machine. */
function claimHost(name: string, access: Inputs<Access>, claim: Claim, owner: unknown): void {
  const machine = originOf(machineOf(access));
  if (typeof machine !== "object" || machine === null) return;
  const others = (claims.get(machine) ?? []).filter((other) => other.site !== claim.site || other.owner !== owner);
  refuse(claimFaults(claim, others, name));
  claims.set(machine, [...others, { ...claim, owner }]);
}

type ReleaseFiles = Readonly<Record<string, pulumi.Input<string>>>;
type Lifted<T> = T extends unknown ? { readonly [Key in keyof T]: pulumi.Input<NonNullable<T[Key]>> } : never;

interface Delivery {
  readonly files: ReleaseFiles;
  readonly secrets: Readonly<Record<string, pulumi.Input<string>>>;
  readonly certificate: Lifted<ReleaseCertificate>;
}

/** The certificate's part of a release: key and chain, or the folder where the host finds them. */
function delivery({ privateKey = "", fullChain, facts, lineage }: Lifted<DeployedCertificate>): Delivery {
  if (lineage !== undefined) return { files: {}, secrets: {}, certificate: { source: "lineage", folder: lineage } };
  const sha256 = pulumi.output(facts).apply((known) => known.sha256);
  return { files: { [fullChainPath]: fullChain }, secrets: { [privateKeyPath]: privateKey }, certificate: { source: "release", sha256 } };
}
