import { isProvenByRecords } from "../certificate/sources";
import { hasRecords } from "../edge/edges";
import type { Fault } from "../shared/fault";
import { fieldsOf, type Unchecked } from "../shared/validation";

/** Names can be proven by records only where the program makes records. */
export function proofFaults({ proxy, certificate }: Unchecked, root: string): Fault[] {
  if (!isProvenByRecords(certificate) || hasRecords(proxy)) return [];
  const value = JSON.stringify(fieldsOf(certificate).challenge);
  return [
    {
      path: `${root}.certificate.challenge`,
      problem: `must prove names by the host where the site has no records, as it needs one at each name: current value is ${value}`,
      remedy: 'Leave it out, or have tlsup make the records: proxy.provider "cloudflare"',
    },
  ];
}
