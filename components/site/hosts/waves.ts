/**
 * Divides the hosts that follow a site's first host into waves of 2, 4, 8 and so on, each twice as large as the one before. A release that fails is found out
 * while few hosts have it, and 31 hosts take five steps.
 */
export function waves<T>(hosts: readonly T[], size = 2): T[][] {
  return hosts.length === 0 ? [] : [hosts.slice(0, size), ...waves(hosts.slice(size), size * 2)];
}
