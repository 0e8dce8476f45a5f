import type * as pulumi from "@pulumi/pulumi";
import type { Access } from "../../host/common/access.component";
import type { Inputs } from "../../shared/inputs.component";
import type { CertificateOutputs } from "./certificate-outputs.component";
import type { CertificateSecrets } from "./settings";

/** What a certificate is made for. */
export interface CertificateContext {
  /** The host name that is served, and further names. Used if the source's settings give no names. */
  readonly names: Inputs<readonly string[]>;
  /** What the source's settings are called in error messages. */
  readonly path: string;
  readonly certificateSecrets?: Inputs<CertificateSecrets>;
}

/** The same for a certificate that is obtained on the host that serves it. */
export interface HostCertificateContext extends CertificateContext {
  readonly domain: pulumi.Input<string>;
  /** The zones of the site's names. */
  readonly zones: readonly pulumi.Input<string>[];
  readonly access: Inputs<Access>;
}

interface Maker<Settings extends { readonly source: string }, OnHost extends boolean, Context> {
  readonly source: Settings["source"];
  /**
   * The value of the source's setting `renewal` that it handles, if the source has several makers.
   * @default it is for a source without that setting
   */
  readonly renewal?: string;
  /** Whether the certificate is obtained on the host that serves it: then it is made after the host, otherwise before. */
  readonly onHost: OnHost;
  make(name: string, settings: Inputs<Settings>, context: Context, opts: pulumi.ComponentResourceOptions): CertificateOutputs;
}

/** The registry entry that makes a source's certificates. */
export type CertificateMaker<Settings extends { readonly source: string }> =
  Maker<Settings, false, CertificateContext> | Maker<Settings, true, HostCertificateContext>;

type SettingsOf<Source> = Source extends unknown ? Omit<Source, "source"> : never;

/** The arguments of a source's component. */
export function settingsOf<Source extends { readonly source: string }>(source: Source): SettingsOf<Source> {
  return Object.fromEntries(Object.entries(source).filter(([key]) => key !== "source")) as SettingsOf<Source>;
}
