import type * as pulumi from "@pulumi/pulumi";
import { OwnResource } from "../../shared/own.resource";
import type { ReleaseCertificate } from "../common/release";
import type { ReleaseInputs } from "./execution/release-provider";

/** The arguments of {@link ReleaseResource}. */
export type ReleaseArgs = { readonly [Key in keyof ReleaseInputs]: pulumi.Input<Lifted<ReleaseInputs[Key]>> };

/** The values in records of texts, and in the certificate, may be known at different times. */
type Lifted<T> = T extends Readonly<Record<string, string>> | ReleaseCertificate ? { readonly [Key in keyof T]: pulumi.Input<T[Key]> } : T;

/** A release on a host: pushed over one SSH connection, proven, or rolled back. */
export class ReleaseResource extends OwnResource {
  /** The release's folder on the host. */
  declare readonly folder: pulumi.Output<string>;
  /** SHA-256 of the leaf that the host serves, hexadecimal. */
  declare readonly servedSha256: pulumi.Output<string>;
  /** What differed on the host when it was last inspected. */
  declare readonly drift: pulumi.Output<readonly string[]>;

  constructor(name: string, args: ReleaseArgs, opts: pulumi.CustomResourceOptions) {
    super("Release", name, { ...args, folder: undefined, servedSha256: undefined, drift: undefined }, opts);
  }
}
