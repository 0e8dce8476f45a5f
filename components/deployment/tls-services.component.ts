import * as pulumi from "@pulumi/pulumi";
import { deployedRelease, type DeployedCertificate } from "./deployed-release.component";
import { planRelease } from "./plan";
import { defaultImage, platformOf } from "../host/common/platform";
import { siteName } from "../release/common/site-name";
import type { ServiceSettings } from "../service/services";
import { checkedArgs } from "../shared/checked-args.component";
import { whenKnown, type Inputs } from "../shared/inputs.component";
import type { Access } from "../host/common/access.component";
import { tlsServicesRules } from "./services-args";

/**
 * The arguments of {@link TlsServices}.
 *
 * @example
 * ```ts
 * import { AcmeAccount, DirectRecord, LetsEncryptCertificate, TlsServices, Vps, openPorts, type ServiceSettings } from "tlsup";
 * const services: ServiceSettings[] = [{ kind: "postfix" }, { kind: "dovecot" }];
 * const vps = new Vps("mail", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "nobody" }, open: openPorts(services) });
 * const account = new AcmeAccount("ca", {});
 * const certificate = new LetsEncryptCertificate("mail", { account, names: ["mail.example.com"], solver: { challenge: "dns-01", provider: "cloudflare" } });
 * const mail = new TlsServices("mail", { domain: "mail.example.com", access: vps.access, certificate, services });
 * new DirectRecord("mail", { domain: "mail.example.com", address: vps.address }, { dependsOn: mail });
 * ```
 */
export interface TlsServicesArgs {
  /** The host name of the services. */
  readonly domain: pulumi.Input<string>;
  /** How to reach the host. */
  readonly access: Inputs<Access>;
  /** The certificate to serve: the key, and the leaf with its intermediates. */
  readonly certificate: Inputs<DeployedCertificate>;
  /**
   * The host's image. The configurations are written for its versions.
   * @default "debian-12-x64"
   */
  readonly image?: string;
  /** The services, at most one of each kind. */
  readonly services: readonly Inputs<ServiceSettings>[];
  /**
   * The id of a machine with data that may be replaced. Without it the preview fails, and names id and folders.
   * @default none
   */
  readonly leaveDataOn?: pulumi.Input<string>;
}

/** Services with TLS on a host without a web site: one release for all of them, pushed over one SSH connection, proven or rolled back as a whole. */
export class TlsServices extends pulumi.ComponentResource {
  /** SHA-256 of the leaf that the host was proven to serve: 64 lower-case hexadecimal digits. */
  readonly servedSha256: pulumi.Output<string>;

  /** Throws `ConfigurationError` with all faults of `args` before anything is created. */
  constructor(name: string, args: TlsServicesArgs, opts?: pulumi.ComponentResourceOptions) {
    const { domain, access, certificate, services, image = defaultImage, leaveDataOn } = checkedArgs<TlsServicesArgs>(tlsServicesRules, args, name);
    super("tlsup:index:TlsServices", name, {}, opts);
    // A web server on the host may have the same name.
    const site = siteName({ project: pulumi.getProject(), stack: pulumi.getStack(), name: `${name}-services` });
    const plan = whenKnown({ domain, services }, (known: PlannedSettings) =>
      planRelease({ ...known, site, platform: platformOf(image), application: undefined, edgeRanges: [], asset: noAsset }),
    );
    const release = deployedRelease(name, { access, certificate, plan, secrets: {}, ...(leaveDataOn !== undefined && { leaveDataOn }) }, this, opts);
    this.servedSha256 = release.servedSha256;
    this.registerOutputs({ servedSha256: this.servedSha256 });
  }
}

/** The settings that the release is planned from, once all of them are known. */
interface PlannedSettings {
  readonly domain: string;
  readonly services: readonly ServiceSettings[];
}

function noAsset(file: string): never {
  throw new Error(`Cannot read ${file} as only applications have files beside their modules`);
}
