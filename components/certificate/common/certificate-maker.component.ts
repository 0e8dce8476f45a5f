import type * as pulumi from "@pulumi/pulumi";
import type { Access } from "../../host/common/access.component";
import type { Inputs } from "../../shared/inputs.component";
import type { CertificateOutputs } from "./certificate-outputs.component";
import type { CertificateSecrets } from "./settings";

/** What a certificate is for. */
export interface CertificateContext {
  /** The host name that is served, and more names that the certificate is for where the source's settings do not say which. */
  readonly names: Inputs<readonly string[]>;
  /** What the source's settings are called in error messages. */
  readonly path: string;
  readonly certificateSecrets?: Inputs<CertificateSecrets>;
}

/** What a certificate is for that is obtained on the host which serves it. */
export interface HostCertificateContext extends CertificateContext {
  readonly domain: pulumi.Input<string>;
  readonly access: Inputs<Access>;
}

interface Maker<Settings extends { readonly source: string }, OnHost extends boolean, Context> {
  readonly source: Settings["source"];
  /**
   * The value of the source's setting `renewal` that it is for, where the source has several makers.
   * @default it is for a source without that setting
   */
  readonly renewal?: string;
  /** Whether it is obtained on the host that serves it: then it is made after the host, else before. */
  readonly onHost: OnHost;
  make(name: string, settings: Inputs<Settings>, context: Context, opts: pulumi.ComponentResourceOptions): CertificateOutputs;
}

/** A source at work, as the registry has it. */
export type CertificateMaker<Settings extends { readonly source: string }> =
  Maker<Settings, false, CertificateContext> | Maker<Settings, true, HostCertificateContext>;

type SettingsOf<Source> = Source extends unknown ? Omit<Source, "source"> : never;

/** What a source's component is told. */
export function settingsOf<Source extends { readonly source: string }>(source: Source): SettingsOf<Source> {
  return Object.fromEntries(Object.entries(source).filter(([key]) => key !== "source")) as SettingsOf<Source>;
}
