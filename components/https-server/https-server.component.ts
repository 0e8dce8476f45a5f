import * as pulumi from "@pulumi/pulumi";
import type { CertificateOutputs } from "../certificate/certificate-outputs.component";
import { asset } from "../shared/execution/asset";
import type { Access } from "../vps/vps.component";
import { applicationSecrets, planApplication, type DemoApplication } from "./application/application";
import { planRelease, type ReleasePlan } from "./plan";
import { fullChainPath, privateKeyPath } from "./release";
import { ReleaseResource } from "./release.resource";
import type { NginxSettings } from "./servers/nginx";

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
  readonly certificate: Pick<CertificateOutputs, "privateKey" | "fullChain" | "facts">;
  /** The server, and its settings. */
  readonly server: NginxSettings;
  /**
   * An application that is deployed along with the server.
   * @default none: `server.upstream` answers
   */
  readonly application?: DemoApplication;
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

  constructor(name: string, args: HttpsServerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tlsup:index:HttpsServer", name, {}, opts);
    const { domain, server, certificate } = args;
    const application = args.application && planApplication(domain, args.application, asset("https-server/application/demo.py"));
    const plan = (edgeRanges: readonly string[]): ReleasePlan => planRelease({ domain, server, application, edgeRanges });
    const { files, probe, ...rest } = plan([]);
    const secrets = pulumi
      .all([certificate.privateKey, args.secretEnvironment ?? {}])
      .apply(([privateKey, environment]) => ({ [privateKeyPath]: privateKey, ...(application ? applicationSecrets(environment) : {}) }));
    const release = new ReleaseResource(
      name,
      {
        ...args.access,
        ...rest,
        site: domain,
        // Each file is a value of its own: a preview shows those that are known, whatever the certificate will be.
        files: { ...eachFile(Object.keys(files), pulumi.output(args.edgeRanges).apply((ranges) => plan(ranges).files)), [fullChainPath]: certificate.fullChain },
        secrets: pulumi.secret(secrets),
        probe: { ...probe, sha256: certificate.facts.apply(({ sha256 }) => sha256) },
      },
      // A push without its machine is nothing: whoever deletes the machine need not clean it first.
      { parent: this, ...(opts?.deletedWith ? { deletedWith: opts.deletedWith } : {}) },
    );
    this.servedSha256 = release.servedSha256;
    this.registerOutputs({ servedSha256: this.servedSha256 });
  }
}

function eachFile(paths: readonly string[], files: pulumi.Output<Readonly<Record<string, string>>>): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(paths.map((path) => [path, files.apply((texts) => texts[path] ?? "")]));
}
