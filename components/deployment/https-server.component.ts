import * as pulumi from "@pulumi/pulumi";
import { checkedArgs } from "../shared/checked-args.component";
import { asset } from "../shared/execution/asset";
import { then, whenKnown, type Inputs } from "../shared/inputs.component";
import type { Access } from "../host/common/access.component";
import { applicationSecrets, planApplication, type Application } from "../application/application";
import { shippedFolder } from "../application/shipped-folder.component";
import { deployedRelease, type DeployedCertificate } from "./deployed-release.component";
import { planRelease, type ReleasePlan } from "./plan";
import { defaultImage, platformOf } from "../host/common/platform";
import { httpsServerRules } from "./server-args";
import type { ServedAlias } from "../server/common/served-name";
import { serves, type ServerSettings } from "../server/servers";
import type { ServiceSettings } from "../service/services";
import { siteName } from "../release/common/site-name";

/**
 * The arguments of {@link HttpsServer}.
 *
 * @example
 * ```ts
 * import { HttpsServer, SelfSignedCertificate, Vps } from "tlsup";
 * const vps = new Vps("blog", { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } });
 * const certificate = new SelfSignedCertificate("blog", { dnsNames: ["blog.example.com"] });
 * new HttpsServer("blog", {
 *   domain: "blog.example.com",
 *   access: vps.access,
 *   certificate,
 *   server: { kind: "nginx", upstream: "http://127.0.0.1:8000" },
 *   edgeRanges: [],
 * });
 * ```
 */
export interface HttpsServerArgs {
  /** The site's host name. */
  readonly domain: pulumi.Input<string>;
  /**
   * The other names that are served, by the same certificate. Their records are not made here.
   * @default none
   */
  readonly aliases?: readonly Inputs<ServedAlias>[];
  /** How to reach the host. */
  readonly access: Inputs<Access>;
  /** The certificate to serve: the key, and the leaf with its intermediates. */
  readonly certificate: Inputs<DeployedCertificate>;
  /**
   * The host's image. The configuration is written for its versions.
   * @default "debian-12-x64"
   */
  readonly image?: string;
  /** The server, and its settings. */
  readonly server: Inputs<ServerSettings>;
  /**
   * Other services on the host, with the same certificate: at most one of each kind.
   * @default none
   */
  readonly services?: readonly Inputs<ServiceSettings>[];
  /**
   * An application to deploy together with the server.
   * @default none: `server.upstream` answers
   */
  readonly application?: Inputs<Application>;
  /**
   * Secret environment variables of the application. They are sent and kept in a file of mode 0600.
   * @default none
   */
  readonly secretEnvironment?: Inputs<Readonly<Record<string, string>>>;
  /** The address ranges of the edge. The server believes a visitor's address only from these. Empty without an edge. */
  readonly edgeRanges: Inputs<readonly string[]>;
  /**
   * The CA, PEM, of the only clients that may connect over HTTPS: the edge in front. The server refuses others in the TLS handshake, and requests for
   * other host names.
   * @default none: everyone is served
   */
  readonly clientAuthority?: pulumi.Input<string>;
  /**
   * The id of a machine with data that may be replaced. Without it the preview fails, and names id and folders.
   * @default none
   */
  readonly leaveDataOn?: pulumi.Input<string>;
}

/** An HTTPS server on a host: one release, pushed over one SSH connection, proven or rolled back. */
export class HttpsServer extends pulumi.ComponentResource {
  /** SHA-256 of the leaf that the host was proven to serve, hexadecimal. */
  readonly servedSha256: pulumi.Output<string>;

  /**
   * Throws `ConfigurationError` with all faults of `args` before anything is created. A fault in an output
   * fails the run before anything is sent.
   */
  constructor(name: string, args: HttpsServerArgs, opts?: pulumi.ComponentResourceOptions) {
    const {
      domain,
      aliases = [],
      access,
      certificate,
      image = defaultImage,
      server,
      services = [],
      application,
      secretEnvironment = {},
      edgeRanges,
      clientAuthority,
      leaveDataOn,
    } = checkedArgs<HttpsServerArgs>(httpsServerRules, args, name);
    super("tlsup:index:HttpsServer", name, {}, opts);
    const site = siteName({ project: pulumi.getProject(), stack: pulumi.getStack(), name });
    const platform = platformOf(image);
    const shipped = application && shippedFolder(application, `${name}.application`);
    const plan = then(shipped, (folder) =>
      whenKnown(
        { domain, aliases, server, services, edgeRanges, lockdown: clientAuthority !== undefined, ...(application && { application }) },
        (known: PlannedSettings): ReleasePlan => {
          const planned =
            known.application && planApplication(known.application, { site, platform, isRunByServer: serves(known.server.kind, "wsgi"), asset, folder });
          return planRelease({ ...known, site, platform, application: planned, asset });
        },
      ),
    );
    const secrets = pulumi.output(secretEnvironment).apply((variables) => (application ? applicationSecrets(application, variables) : {}));
    const told = {
      ...(clientAuthority !== undefined && { clientAuthority }),
      ...(leaveDataOn !== undefined && { leaveDataOn }),
    };
    const release = deployedRelease(name, { access, certificate, plan, secrets, ...told }, this, opts);
    this.servedSha256 = release.servedSha256;
    // The settings are for policies, which see outputs alone.
    this.registerOutputs({ servedSha256: this.servedSha256, domain, aliases, server });
  }
}

/** The settings that the release is planned from, once all of them are known. */
interface PlannedSettings {
  readonly domain: string;
  readonly aliases: readonly ServedAlias[];
  readonly server: ServerSettings;
  readonly services: readonly ServiceSettings[];
  readonly application?: Application;
  readonly edgeRanges: readonly string[];
  readonly lockdown: boolean;
}
