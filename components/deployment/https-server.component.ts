import * as pulumi from "@pulumi/pulumi";
import { checkedArgs } from "../shared/checked-args.component";
import { asset } from "../shared/execution/asset";
import type { Access } from "../host/common/access.component";
import { applicationSecrets, planApplication, type Application, type FolderApplication } from "../application/application";
import type { ApplicationFolder } from "../application/common/application-plan";
import { applicationFolder } from "../application/execution/application-folder";
import { deployedRelease, type DeployedCertificate } from "./deployed-release.component";
import { planRelease, type ReleasePlan } from "./plan";
import { defaultImage } from "../host/host";
import { platformOf } from "../host/common/platform";
import type { ServerSettings } from "../server/servers";
import { httpsServerRules } from "./server-args";
import { siteName } from "../release/common/site-name";
import type { ServiceSettings } from "../service/services";

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
  readonly domain: string;
  /** How to reach the host. */
  readonly access: Access;
  /** What is served: the key, and the leaf with its intermediates. */
  readonly certificate: DeployedCertificate;
  /**
   * What the host runs: its configuration is written for the versions in it.
   * @default "debian-12-x64"
   */
  readonly image?: string;
  /** The server, and its settings. */
  readonly server: ServerSettings;
  /**
   * What the host serves beside the site, with the same certificate: at most one of each kind.
   * @default nothing
   */
  readonly services?: readonly ServiceSettings[];
  /**
   * An application that is deployed along with the server.
   * @default none: `server.upstream` answers
   */
  readonly application?: Application;
  /**
   * Environment variables of the application that nobody may read. They travel and stay in a file of mode 0600.
   * @default none
   */
  readonly secretEnvironment?: pulumi.Input<Readonly<Record<string, string>>>;
  /** The address ranges of the edge, from which alone the visitor's address is believed. Empty when there is no edge. */
  readonly edgeRanges: pulumi.Input<readonly string[]>;
}

/** An HTTPS server on a host: one release, pushed over one SSH connection, proven or rolled back. */
export class HttpsServer extends pulumi.ComponentResource {
  /** SHA-256 of the leaf that the host was seen to serve: 64 lower-case hexadecimal digits. */
  readonly servedSha256: pulumi.Output<string>;

  /** Throws `ConfigurationError` with everything that is wrong with `args` before anything is created; what is known later fails the run before anything is sent. */
  constructor(name: string, args: HttpsServerArgs, opts?: pulumi.ComponentResourceOptions) {
    args = checkedArgs<HttpsServerArgs>(httpsServerRules, args, name);
    super("tlsup:index:HttpsServer", name, {}, opts);
    const { domain, server, certificate } = args;
    const site = siteName({ project: pulumi.getProject(), stack: pulumi.getStack(), name });
    const platform = platformOf(args.image ?? defaultImage);
    const folder = (application: FolderApplication): ApplicationFolder => applicationFolder(application, `${name}.application`);
    const application = args.application && planApplication(args.application, { site, platform, inGunicorn: server.kind === "gunicorn", asset, folder });
    const plan = (edgeRanges: readonly string[]): ReleasePlan => planRelease({ site, domain, platform, server, services: args.services ?? [], application, edgeRanges, asset });
    const { files, ...rest } = plan([]);
    const known = eachFile(Object.keys(files), pulumi.output(args.edgeRanges).apply((ranges) => plan(ranges).files));
    const secrets = pulumi.output(args.secretEnvironment ?? {}).apply((environment) => (args.application ? applicationSecrets(args.application, environment) : {}));
    const release = deployedRelease(name, { access: args.access, certificate, plan: rest, files: known, secrets }, this, opts);
    this.servedSha256 = release.servedSha256;
    this.registerOutputs({ servedSha256: this.servedSha256 });
  }
}

function eachFile(paths: readonly string[], files: pulumi.Output<Readonly<Record<string, string>>>): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(paths.map((path) => [path, files.apply((texts) => texts[path] ?? "")]));
}
