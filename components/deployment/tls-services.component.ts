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
 * import { DirectRecord, LetsEncryptCertificate, AcmeAccount, TlsServices, Vps, openPorts, type ServiceSettings } from "tlsup";
 * const services: ServiceSettings[] = [{ kind: "postfix" }, { kind: "dovecot" }];
 * const vps = new Vps("mail", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "nobody" }, open: openPorts(services) });
 * const account = new AcmeAccount("ca", {});
 * const certificate = new LetsEncryptCertificate("mail", { account, names: ["mail.example.com"], solver: { challenge: "dns-01", provider: "cloudflare" } });
 * const mail = new TlsServices("mail", { domain: "mail.example.com", access: vps.access, certificate, services });
 * new DirectRecord("mail", { domain: "mail.example.com", address: vps.address }, { dependsOn: mail });
 * ```
 */
export interface TlsServicesArgs {
  /** The name that clients reach the services by. */
  readonly domain: pulumi.Input<string>;
  /** How to reach the host. */
  readonly access: Inputs<Access>;
  /** What is served: the key, and the leaf with its intermediates. */
  readonly certificate: Inputs<DeployedCertificate>;
  /**
   * What the host runs: the configurations are written for the versions in it.
   * @default "debian-12-x64"
   */
  readonly image?: string;
  /** The services, at most one of each kind. */
  readonly services: readonly Inputs<ServiceSettings>[];
  /**
   * The id of the machine that may be replaced although it has data that goes with it: a database, mail, what an application keeps. A preview of such a
   * replacement is refused otherwise, and tells the id and the folders. The word is used up with the machine: the one that replaces it has another id.
   * @default none: a machine with data is not replaced
   */
  readonly leaveDataOn?: pulumi.Input<string>;
}

/** Services with TLS on a host that has no web site: one release, pushed over one SSH connection, proven or rolled back for all of them. */
export class TlsServices extends pulumi.ComponentResource {
  /** SHA-256 of the leaf that the host was seen to serve: 64 lower-case hexadecimal digits. */
  readonly servedSha256: pulumi.Output<string>;

  /** Throws `ConfigurationError` with everything that is wrong with `args` before anything is created. */
  constructor(name: string, args: TlsServicesArgs, opts?: pulumi.ComponentResourceOptions) {
    const { domain, access, certificate, services, image = defaultImage, leaveDataOn } = checkedArgs<TlsServicesArgs>(tlsServicesRules, args, name);
    super("tlsup:index:TlsServices", name, {}, opts);
    const site = siteName({ project: pulumi.getProject(), stack: pulumi.getStack(), name });
    const plan = whenKnown({ domain, services }, (known: PlannedSettings) =>
      planRelease({ ...known, site, platform: platformOf(image), application: undefined, edgeRanges: [], asset: noAsset }),
    );
    const release = deployedRelease(name, { access, certificate, plan, secrets: {}, ...(leaveDataOn !== undefined && { leaveDataOn }) }, this, opts);
    this.servedSha256 = release.servedSha256;
    this.registerOutputs({ servedSha256: this.servedSha256 });
  }
}

/** What the release is planned from, as soon as all of it is known. */
interface PlannedSettings {
  readonly domain: string;
  readonly services: readonly ServiceSettings[];
}

function noAsset(file: string): never {
  throw new Error(`Cannot read ${file} as only applications have files beside their modules`);
}
