import { fullChainPath, sitesFolder } from "../../release/common/release";

/**
 * A command line of a systemd unit: activates each release in force that takes its certificate from the folder `lineage` and has another one, as a push does.
 * It does nothing where none has, and fails when one is not put in force.
 */
export function activationCommand(lineage: string): string {
  return `/bin/bash -c 'status=0; for site in ${sitesFolder}/*; do \
  if [ -L "$$site" ] || ! grep -sqxF "lineage\t${lineage}" "$$site/current/.tlsup/certificate"; then continue; fi; \
  if cmp -s ${lineage}/fullchain.pem "$$site/current/${fullChainPath}"; then continue; fi; \
  bash "$$site/current/.tlsup/activate" renew "$$site" || status=$$?; \
done; exit "$$status"'`;
}
