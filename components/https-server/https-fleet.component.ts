import * as pulumi from "@pulumi/pulumi";
import type { Access } from "../vps/access.component";
import { HttpsServer, type HttpsServerArgs } from "./https-server.component";

/**
 * The arguments of {@link HttpsFleet}.
 *
 * @example
 * ```ts
 * import { HttpsFleet, SelfSignedCertificate, Vps } from "tlsup";
 * const host = (name: string) => new Vps(name, { provider: "digitalocean", region: "fra1", size: "s-1vcpu-1gb", web: { from: "everyone" } });
 * new HttpsFleet("blog", {
 *   domain: "blog.example.com",
 *   hosts: { red: host("red").access, green: host("green").access, blue: host("blue").access },
 *   canary: "red",
 *   certificate: new SelfSignedCertificate("blog", { dnsNames: ["blog.example.com"] }),
 *   server: { kind: "nginx", upstream: "http://127.0.0.1:8000" },
 *   edgeRanges: [],
 * });
 * ```
 */
export interface HttpsFleetArgs extends Omit<HttpsServerArgs, "access"> {
  /** How to reach each host, by a name that stays the same: another name is another server. */
  readonly hosts: Readonly<Record<string, Access>>;
  /**
   * The name of the host that goes first: the others are pushed to when it was proven, and not touched when it was not. Throws when no host
   * has it.
   * @default none: all at once
   */
  readonly canary?: string;
}

/**
 * The same HTTPS server on several hosts, in parallel. Each host's release is proven or rolled back for itself, and is a resource of its own: one
 * that fails leaves no other half done, and is named.
 */
export class HttpsFleet extends pulumi.ComponentResource {
  /** The server of each host. */
  readonly servers: Readonly<Record<string, HttpsServer>>;

  constructor(name: string, args: HttpsFleetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("tlsup:index:HttpsFleet", name, {}, opts);
    const { hosts, canary, ...settings } = args;
    const first = canary === undefined ? undefined : hosts[canary];
    if (canary !== undefined && first === undefined) {
      throw new Error(`Cannot push to ${JSON.stringify(canary)} first as canary must name one of the hosts (${Object.keys(hosts).join(", ")})`);
    }
    const server = (host: string, access: Access, after?: pulumi.Resource): HttpsServer =>
      new HttpsServer(`${name}-${host}`, { ...settings, access }, { parent: this, ...(after && { dependsOn: after }) });
    const leading = canary !== undefined && first !== undefined ? server(canary, first) : undefined;
    this.servers = Object.fromEntries(Object.entries(hosts).map(([host, access]) => [host, host === canary && leading ? leading : server(host, access, leading)]));
    this.registerOutputs({});
  }
}
