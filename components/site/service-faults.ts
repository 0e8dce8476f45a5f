import { challengePastHost, isProvenByHost } from "../certificate/sources";
import { covers } from "../certificate/x509/names";
import { isProxied } from "../edge/edges";
import { isWithin } from "../shared/domain-name";
import type { Fault } from "../shared/fault";
import { fieldsOf, type Unchecked } from "../shared/validation";
import { givenNames } from "../certificate/given-names";

/** The parts of a site that the names of its services must fit. */
interface Surroundings {
  readonly domain: string;
  /** The zone that gets their records; undefined if there are no records. */
  readonly zone?: string;
  /** Whether only the edge reaches the host's web ports. */
  readonly isProxied: boolean;
  /** The settings of the site's certificate, unchecked. */
  readonly certificate: Readonly<Record<string, unknown>>;
  readonly root: string;
}

/** Faults in the names of a site's services: each must be in the certificate and, if the site has records, in the site's zone. */
export function serviceFaults(services: unknown, surroundings: Surroundings): Fault[] {
  if (!Array.isArray(services)) return [];
  return services.flatMap((service: unknown, index) => {
    const { serverName } = fieldsOf(service);
    if (typeof serverName !== "string" || serverName === surroundings.domain) return [];
    return nameFaults(serverName, `${surroundings.root}.services.${index}.serverName`, surroundings);
  });
}

/** The names of a site's services, which may have any shape. */
export function serviceNames(services: unknown): string[] {
  return (Array.isArray(services) ? services : []).map((service) => fieldsOf(service).serverName).filter((name) => typeof name === "string");
}

/** Faults in publishing the host's SSH key where every name leads to the edge. */
export function sshfpFaults({ domain, proxy, services }: Unchecked, root: string): Fault[] {
  if (fieldsOf(proxy).sshfp !== true || !isProxied(proxy)) return [];
  if (serviceNames(services).some((name) => name !== domain)) return [];
  return [
    {
      path: `${root}.proxy.sshfp`,
      problem: "must be left out where every name leads to the edge, at which no SSH server answers: current value is true",
      remedy: "Set proxy.proxied to false, give a service a serverName of its own, or leave it out",
    },
  ];
}

function nameFaults(name: string, path: string, { zone, certificate, isProxied }: Surroundings): Fault[] {
  const value = `current value is ${JSON.stringify(name)}`;
  if (zone !== undefined && !isWithin(name, zone))
    return [{ path, problem: `must be in the zone ${zone}, where it gets a record: ${value}`, remedy: "Name a host of that zone, or leave it out" }];
  if (isProxied && isProvenByHost(certificate))
    return [
      {
        path,
        problem: `must be left out when the host proves its names on port 80, which only the edge reaches: ${value}`,
        remedy: `Set certificate.challenge to ${challengePastHost(certificate)}, or proxy.proxied to false`,
      },
    ];
  const dnsNames = givenNames(certificate);
  if (dnsNames === undefined || covers({ dnsNames, addresses: [] }, name)) return [];
  return [
    {
      path,
      problem: `must be a name of the certificate, which has ${dnsNames.join(", ")}: ${value}`,
      remedy: "Add it to the certificate's names, or leave those out: then it is among them",
    },
  ];
}
