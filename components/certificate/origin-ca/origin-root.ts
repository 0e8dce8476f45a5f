import type { Fault } from "../../shared/fault";
import { pem } from "../x509/pem";
import { rootFaults } from "../x509/certificate-faults";
import { readRoot } from "../x509/chain-faults";

/** The root of the Origin CA in the form that is served, or what is wrong with the setting at `path`. */
export function originRoot(text: string, path: string, now: Date): { readonly root: string } | { readonly faults: readonly Fault[] } {
  const root = readRoot(text, path);
  if ("problem" in root) return { faults: [root] };
  const faults = rootFaults(root, now);
  return faults.length > 0 ? { faults } : { root: pem("CERTIFICATE", root.value.x509.raw) };
}
