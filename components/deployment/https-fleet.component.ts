import * as pulumi from "@pulumi/pulumi";
import { checkedArgs } from "../shared/checked-args.component";
import type { Inputs } from "../shared/inputs.component";
import type { Access } from "../host/common/access.component";
import { HttpsServer, type HttpsServerArgs } from "./https-server.component";
import { httpsFleetRules } from "./server-args";

/**
 * The arguments of {@link HttpsFleet}.
 *
 * @example
 * ```ts
 * import { HttpsFleet, SelfSignedCertificate, Vps } from "tlsup";
 * const host = (name: string) => new Vps(name, { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } });
 * new HttpsFleet("blog", {
 *   domain: "blog.example.com",
 *   hosts: { red: host("red").access, blue: host("blue").access },
 *   canary: "red",
 *   certificate: new SelfSignedCertificate("blog", { dnsNames: ["blog.example.com"] }),
 *   server: { kind: "nginx", upstream: "http://127.0.0.1:8000" },
 *   edgeRanges: [],
 * });
 * ```
 */
export interface HttpsFleetArgs extends Omit<HttpsServerArgs, "access"> {
  /**
   * How to reach each host, by a name that must stay the same: another name makes another server. At least one host, none of them
   * twice. Names have letters, digits, dots, _ and -, at most 63.
   */
  readonly hosts: Readonly<Record<string, Inputs<Access>>>;
  /**
   * The name of the host that goes first. The others are pushed to once its release is proven, and not touched if it fails. It
   * must be one of `hosts`.
   * @default none: all in parallel
   */
  readonly canary?: string;
}

/**
 * The same HTTPS server on several hosts, in parallel. Each host's release is a separate resource, proven or rolled back independently: if one
 * fails, the error names it, and no other is left half done.
 */
export class HttpsFleet extends pulumi.ComponentResource {
  /** The server of each host. */
  readonly servers: Readonly<Record<string, HttpsServer>>;

  /**
   * Throws `ConfigurationError` with all faults of `args` before anything is created. A fault in an output
   * fails the run before anything is sent.
   */
  constructor(name: string, args: HttpsFleetArgs, opts?: pulumi.ComponentResourceOptions) {
    const { hosts, canary, ...settings } = checkedArgs<HttpsFleetArgs>(httpsFleetRules, args, name);
    super("tlsup:index:HttpsFleet", name, {}, opts);
    const first = canary === undefined ? undefined : hosts[canary];
    const server = (host: string, access: Inputs<Access>, after?: pulumi.Resource): HttpsServer =>
      new HttpsServer(`${name}-${host}`, { ...settings, access }, { parent: this, ...(after && { dependsOn: after }) });
    const leading = canary !== undefined && first !== undefined ? server(canary, first) : undefined;
    this.servers = Object.fromEntries(
      Object.entries(hosts).map(([host, access]) => [host, host === canary && leading ? leading : server(host, access, leading)]),
    );
    this.registerOutputs({});
  }
}
