import { asset } from "../../../shared/execution/asset";
import type { HostScripts } from "../activation";

/** The parts under `host/`, each of which does one thing, joined to what runs on a host. */
export const hostScripts: HostScripts = {
  get receive() {
    return `${asset("shared/apt.sh")}${joined("common", "tables", "units", "ports", "receive")}`;
  },
  get activate() {
    return `#!/bin/bash\n${joined("common", "lock", "lineage", "complete", "switch", "rehearse", "units", "ports", "services", "prove", "recover", "keep", "activate")}`;
  },
  get inspect() {
    return joined("common", "prove", "inspect");
  },
};

function joined(...parts: readonly string[]): string {
  return parts.map((part) => asset(`release/agent/${part}.sh`)).join("\n");
}
