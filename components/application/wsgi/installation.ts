import { currentFolder } from "../../release/common/release";
import type { AssetReader } from "../common/application-plan";
import { renderRequirements, type PythonRequirements } from "./requirements";
import { installHardening, runConfined } from "../../release/common/unit";

/** The program's own folder in a release. */
export const code = "application/code";
/** The environment in it that has what the program requires. */
export const virtualenv = "application/virtualenv";

const installed = {
  requirements: "application/requirements/requirements.txt",
  constraints: "application/requirements/constraints.txt",
  sums: "application/requirements/files",
} as const;
const installer = "application/install.py";

/** What decides what is installed, and the program that does it. */
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
 * Makes the environment of a release, unless the release in force has the same one: then it is given the same files. Nothing that comes from a
 * package runs as root: an unprivileged user installs, and hands over an archive. It is whole or not there, however often this is cut short.
 * Debian's gunicorn is seen from inside, so that security updates reach it; another Python makes another environment.
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
    // One that was cut short may still be at work.
    `systemctl stop ${unit} 2>/dev/null || true`,
    `rm -rf ${virtualenv} ${virtualenv}.new`,
    `if [ "$(cat ${root}/${stamp} 2>/dev/null)" = "$stamp" ]; then cp --archive --link ${root}/${virtualenv} ${virtualenv}.new`,
    `else ${install} | /usr/bin/python3 -I ${installer} take ${virtualenv}.new`,
    `printf '%s\\n' "$stamp" > ${virtualenv}.new/.made-for`,
    `fi`,
    `mv -T ${virtualenv}.new ${virtualenv}`,
  ];
  // The host's table of commands has a line for each.
  return ["bash", "-euo", "pipefail", "-c", steps.join("; ")];
}
