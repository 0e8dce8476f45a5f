import { asset } from "../../../shared/execution/asset";
import type { HostScripts } from "../activation";

/** Joins the `.sh` files, each of which does one thing, to the scripts that run on a host. */
export const hostScripts: HostScripts = {
  get receive() {
    return `${asset("shared/apt.sh")}${joinParts("common", "tables", "units", "ports", "receive")}`;
  },
  get activate() {
    const upToTheSwitch = ["common", "lock", "lineage", "complete", "switch", "rehearse"];
    return `#!/bin/bash\n${joinParts(...upToTheSwitch, "units", "ports", "services", "prove", "recover", "keep", "answer", "activate")}`;
  },
  get inspect() {
    return joinParts("common", "ports", "prove", "inspect");
  },
};

function joinParts(...parts: readonly string[]): string {
  return parts.map((part) => asset(`release/agent/${part}.sh`)).join("\n");
}
