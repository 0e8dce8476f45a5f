/** The names that the zone of a host can have, the longest first. */
export function zoneCandidates(hostname: string): string[] {
  const labels = hostname.split(".");
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join("."));
}
