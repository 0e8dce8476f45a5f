import { currentFolder } from "../../release/common/release";
import type { AssetReader } from "../common/application-plan";
import { renderRequirements, type PythonRequirements } from "./requirements";
import { installHardening, runConfined } from "../../release/common/unit";

/** The program's folder in a release. */
export const code = "application/code";
/** The virtual environment with the program's requirements. */
export const virtualenv = "application/virtualenv";

const installed = {
  requirements: "application/requirements/requirements.txt",
  constraints: "application/requirements/constraints.txt",
  sums: "application/requirements/files",
} as const;
const installer = "application/install.py";

/** The files that decide what is installed, and the installer. */
export function installFiles(
  site: string,
  requirements: PythonRequirements,
  { builds, asset }: { readonly builds: boolean; readonly asset: AssetReader },
): Record<string, string> {
  const texts = renderRequirements(requirements, { root: `${currentFolder(site)}/${code}`, builds });
  return {
    [installed.requirements]: texts.requirements,
    [installed.constraints]: texts.constraints,
    [installed.sums]: texts.sums,
    [installer]: asset("application/wsgi/install.py"),
  };
}

/**
 * Makes the environment of a release, or links to the files of the release in force if that has the same one. No code from a package runs as
 * root: an unprivileged user installs, and hands over an archive. If this is cut short, the environment is not there at all. Debian's gunicorn
 * is visible inside, so that security updates apply to it. A different Python makes a new environment.
 */
export function installCommand(site: string): readonly string[] {
  const root = currentFolder(site);
  const stamp = `${virtualenv}/.made-for`;
  const lines = `${installHardening}BindReadOnlyPaths=$PWD/application/requirements $PWD/${installer} $(readlink -f ${code})
Environment=HOME=/var/tmp TMPDIR=/var/tmp
RuntimeMaxSec=840
TemporaryFileSystem=/opt/tlsup:mode=0755,size=1m ${root}:mode=1777,size=1m /dev/shm:ro
`;
  const unit = '"tlsup-install-${PWD##*/}"';
  const install = runConfined(
    lines,
    `--unit=${unit} /usr/bin/python3 -I "$PWD/${installer}" install ${root}/${virtualenv} "$PWD/application/requirements" "$(readlink -f ${code})"`,
  );
  const steps = [
    `if [ . -ef ${root} ]; then exit; fi`,
    `stamp=$(python3 -VV && cat ${Object.values(installed).join(" ")})`,
    `if [ "$(cat ${stamp} 2>/dev/null)" = "$stamp" ]; then exit; fi`,
    // An installation that was cut short may still be running.
    `systemctl stop ${unit} 2>/dev/null || true`,
    `rm -rf ${virtualenv} ${virtualenv}.new`,
    `if [ "$(cat ${root}/${stamp} 2>/dev/null)" = "$stamp" ]; then cp --archive --link ${root}/${virtualenv} ${virtualenv}.new`,
    `else ${install} | /usr/bin/python3 -I ${installer} take ${virtualenv}.new`,
    `printf '%s\\n' "$stamp" > ${virtualenv}.new/.made-for`,
    `fi`,
    `mv -T ${virtualenv}.new ${virtualenv}`,
  ];
  // The host's table of commands has one line for each command.
  return ["bash", "-euo", "pipefail", "-c", steps.join("; ")];
}
