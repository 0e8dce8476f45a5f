import { fieldsOf } from "../../shared/validation";

interface Hosts {
  readonly host?: unknown;
  readonly otherHosts?: unknown;
}

/** The hosts of a site, each with the path of its setting; the first one is first. */
export function namedHosts({ host, otherHosts }: Hosts): (readonly [path: string, host: unknown])[] {
  return [["host", host], ...Object.entries(fieldsOf(otherHosts)).map(([name, each]) => [`otherHosts.${name}`, each] as const)];
}

/** Whether one of a site's hosts, which logs in as root, leaves sudo's password to another one. */
export function leavesSudo(host: unknown, site: Hosts): boolean {
  return !isSudoer(host) && namedHosts(site).some(([, each]) => isSudoer(each));
}

function isSudoer(host: unknown): boolean {
  const { user = "root" } = fieldsOf(host);
  return user !== "root";
}
