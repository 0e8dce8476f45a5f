import type { Hosts } from "../hosts/host";

/** The hosts of one vendor, by a prefix of their ids, as its records do not contain the others. Every vendor's machine ids are numbers. */
export function ownHosts(hosts: Hosts, prefix: string): Hosts {
  const full = (id: string): string => `${prefix}${id}`;
  return {
    async list() {
      const own = (await hosts.list()).filter(({ id }) => id.startsWith(prefix) && /^\d+$/.test(id.slice(prefix.length)));
      return own.map((host) => ({ ...host, id: host.id.slice(prefix.length) }));
    },
    create: (spec) => hosts.create({ ...spec, id: full(spec.id) }),
    start: (id, settings) => hosts.start(full(id), settings),
    reachable: (id, signal) => hosts.reachable(full(id), signal),
    configure: (id, settings) => hosts.configure(full(id), settings),
    stop: (id, manner) => hosts.stop(full(id), manner),
    destroy: (id) => hosts.destroy(full(id)),
    ended: (id, signal) => hosts.ended(full(id), signal),
  };
}
