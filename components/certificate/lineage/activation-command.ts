import { fullChainPath, sitesFolder } from "../../release/common/release";

/**
 * A command line for a systemd unit. Like a push, it activates each release in force that takes its certificate from the folder `lineage` and has another one.
 * It does nothing if there is no such release, and fails when an activation fails.
 */
export function activationCommand(lineage: string): string {
  return `/bin/bash -c 'status=0; for site in ${sitesFolder}/*; do \
  if [ -L "$$site" ] || ! grep -sqxF "lineage\t${lineage}" "$$site/current/.tlsup/certificate"; then continue; fi; \
  if cmp -s ${lineage}/fullchain.pem "$$site/current/${fullChainPath}"; then continue; fi; \
  bash "$$site/current/.tlsup/activate" renew "$$site" || status=$$?; \
done; exit "$$status"'`;
}
