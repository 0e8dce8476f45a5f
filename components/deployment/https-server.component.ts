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
  /** The host name that is served. */
  readonly domain: pulumi.Input<string>;
  /** How to reach the host. */
  readonly access: Inputs<Access>;
  /** What is served: the key, and the leaf with its intermediates. */
  readonly certificate: Inputs<DeployedCertificate>;
  /**
   * What the host runs: its configuration is written for the versions in it.
   * @default "debian-12-x64"
   */
  readonly image?: string;
  /** The server, and its settings. */
  readonly server: Inputs<ServerSettings>;
  /**
   * What the host serves beside the site, with the same certificate: at most one of each kind.
   * @default nothing
   */
  readonly services?: readonly Inputs<ServiceSettings>[];
  /**
   * An application that is deployed along with the server.
   * @default none: `server.upstream` answers
   */
  readonly application?: Inputs<Application>;
  /**
   * Environment variables of the application that nobody may read. They travel and stay in a file of mode 0600.
   * @default none
   */
  readonly secretEnvironment?: Inputs<Readonly<Record<string, string>>>;
  /** The address ranges of the edge, from which alone the visitor's address is believed. Empty when there is no edge. */
  readonly edgeRanges: Inputs<readonly string[]>;
  /**
   * The CA of the only clients that are served over https, PEM: the edge in front, with a certificate of the site's own. A client without one is refused
   * within TLS, and a request for another host name is refused as well.
   * @default none: everybody is served
   */
  readonly clientAuthority?: pulumi.Input<string>;
  /**
   * The id of the machine that may be replaced although it has data that goes with it: a database, mail, what an application keeps. A preview of such a
   * replacement is refused otherwise, and tells the id and the folders. The word is used up with the machine: the one that replaces it has another id.
   * @default none: a machine with data is not replaced
   */
  readonly leaveDataOn?: pulumi.Input<string>;
}

/** An HTTPS server on a host: one release, pushed over one SSH connection, proven or rolled back. */
export class HttpsServer extends pulumi.ComponentResource {
  /** SHA-256 of the leaf that the host was seen to serve: 64 lower-case hexadecimal digits. */
  readonly servedSha256: pulumi.Output<string>;

  /**
   * Throws `ConfigurationError` with everything that is wrong with `args` before anything is created;
   * what is known later fails the run before anything is sent.
   */
  constructor(name: string, args: HttpsServerArgs, opts?: pulumi.ComponentResourceOptions) {
    const {
      domain,
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
        { domain, server, services, edgeRanges, lockdown: clientAuthority !== undefined, ...(application && { application }) },
        (known: PlannedSettings): ReleasePlan => {
          const planned =
            known.application && planApplication(known.application, { site, platform, isRunByServer: serves(known.server.kind, "wsgi"), asset, folder });
          return planRelease({ ...known, site, platform, application: planned, asset });
        },
      ),
    );
    const secrets = pulumi.output(secretEnvironment).apply((variables) => (application ? applicationSecrets(application, variables) : {}));
    const told = { ...(clientAuthority !== undefined && { clientAuthority }), ...(leaveDataOn !== undefined && { leaveDataOn }) };
    const release = deployedRelease(name, { access, certificate, plan, secrets, ...told }, this, opts);
    this.servedSha256 = release.servedSha256;
    this.registerOutputs({ servedSha256: this.servedSha256 });
  }
}

/** What the release is planned from, as soon as all of it is known. */
interface PlannedSettings {
  readonly domain: string;
  readonly server: ServerSettings;
  readonly services: readonly ServiceSettings[];
  readonly application?: Application;
  readonly edgeRanges: readonly string[];
  readonly lockdown: boolean;
}
