import { join } from "node:path";
import { Issuers } from "../acme/issuers";
import { startAcme } from "../acme/start";
import { startCloudflareApi } from "../apis/cloudflare/start";
import { startDigitalOceanApi } from "../apis/digitalocean/start";
import { startHetznerApi } from "../apis/hetzner/start";
import { startLinodeApi } from "../apis/linode/start";
import { startDns } from "../dns/start";
import { EdgeCache } from "../edge/cache/cache";
import { startEdge } from "../edge/edge";
import { clientCertificates, sharedCertificate } from "../edge/origin/client-certificates";
import { FloatingRoutes } from "../hosts/floating-routes";
import { openHosts } from "../hosts/hosts";
import { raiseInotifyLimit } from "../hosts/kernel-limits";
import { ensureHostImage } from "../image/image";
import type { Instance, Part } from "../instance";
import type { Log } from "../log";
import { Addresses } from "../machines/addresses";
import { openAuthority } from "../pki/open-authority";
import { startPluginHost } from "../providers/host/start";
import { Store } from "../store/store";
import { Traffic } from "../traffic/traffic";
import { Rulesets } from "../zones/rules/rulesets";
import { seedZone } from "../zones/seed";
import { OriginPulls } from "../zones/origin-pulls";
import { openZones } from "../zones/zones";
import { edgeRanges } from "./edge-ranges";
import { startParts } from "./parts";
import { acmeRoots, authorityDirectories, edgeRoot, publicRoots } from "./roots";
import { openTokens } from "./tokens";

/** The parts of a local cloud, by the names under which failures and the status show them. */
export interface Composition extends Part {
  readonly parts: readonly string[];
}

/** The zone that every local cloud has; `.test` is reserved for this (RFC 2606, section 2). */
const firstZone = "example.test";

/** Starts all parts of a local cloud. */
export async function compose(instance: Instance, log: Log): Promise<Composition> {
  const store = new Store(join(instance.directory, "state"));
  seedZone(store, firstZone);
  const zones = openZones(store);
  const directories = authorityDirectories(instance);
  const universalSsl = await openAuthority(directories.edge, "tlsup local Universal SSL root");
  const originCa = await openAuthority(directories.originCa, "tlsup local Origin CA root");
  const originPull = await openAuthority(directories.originPull, "tlsup local origin pull root");
  const acmeEndpoint = await openAuthority(directories.acmeEndpoint, "tlsup local ACME endpoint root");
  const shared = await sharedCertificate(originPull);
  const rulesets = new Rulesets(store);
  const cache = new EdgeCache();
  const traffic = new Traffic();
  const issuers = new Issuers(store);
  raiseInotifyLimit(log);
  const hosts = openHosts({ instance, imageOf: (system) => ensureHostImage(system, (line) => log.info("image", { line })), log });
  const addresses = new Addresses(instance);
  const floating = new FloatingRoutes(instance);
  const tokens = openTokens(instance.directory);
  const machines = { instance, store, hosts, addresses, authority: universalSsl, log };
  const starters: Record<string, () => Promise<Part>> = {
    digitalocean: () => startDigitalOceanApi({ ...machines, token: tokens.digitalocean, ownToken: tokens.ownDigitalocean }),
    hetzner: () => startHetznerApi({ ...machines, token: tokens.hetzner, lead: floating.of("hetzner") }),
    linode: () => startLinodeApi({ ...machines, token: tokens.linode, lead: floating.of("linode") }),
    cloudflare: () =>
      startCloudflareApi({
        instance,
        store,
        token: tokens.cloudflare,
        ownToken: tokens.ownCloudflare,
        originCa,
        edgeRanges: () => edgeRanges(instance),
        purge: (selects) => cache.purge(selects),
        traffic,
        authority: universalSsl,
        log,
      }),
    dns: () => startDns({ instance, zones, edgeAddress: instance.address, log }),
    edge: () =>
      startEdge({
        instance,
        store,
        zones,
        authority: universalSsl,
        strictRoots: () => [originCa.certificate, ...issuers.roots(), ...publicRoots(instance)],
        clientCertificate: clientCertificates(new OriginPulls(store), shared),
        rules: (zone, phase) => rulesets.entryPoint(zone.id, phase)?.rules ?? [],
        cache,
        traffic,
        log,
      }),
    acme: () => startAcme({ instance, endpointAuthority: acmeEndpoint, issuers, rootFile: acmeRoots(instance), log }),
    providers: () => startPluginHost({ instance, root: edgeRoot(instance), log }),
  };
  const running = await startParts(starters);
  return { parts: Object.keys(starters), close: () => running.close() };
}
