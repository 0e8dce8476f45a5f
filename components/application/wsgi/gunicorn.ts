import { currentFolder, siteFolder } from "../../release/common/release";
import type { Versions } from "../../host/common/platform";
import { schemeField } from "../../edge/common/request-headers";
import type { WsgiContent } from "../common/content";
import { environmentLines, environmentPath, secretEnvironmentPath } from "../common/environment";
import { outgoingHardening, runConfined, unitName } from "../../release/common/unit";

/** See {@link Versions}. */
export const gunicornVersions: Versions = { "debian-12": "20.1", "debian-13": "23.0", "ubuntu-24.04": "20.1" };

/** The lines of gunicorn's configuration that do not depend on where it listens. gunicorn reads this Python file again at each reload. */
export function programLines({ pythonPath, workers }: WsgiContent): string {
  return `# gunicorn applies its own pythonpath setting too late for a check of the configuration.
sys.path[:0] = [folder for folder in ${JSON.stringify(pythonPath)} if folder not in sys.path]
workers = ${workers ?? "2 * multiprocessing.cpu_count() + 1"}
worker_class = "gthread"
threads = 8
# Longer than the minute that nginx keeps an idle connection: if gunicorn closed it first, the next request could fail.
keepalive = 75
worker_tmp_dir = "/dev/shm"
errorlog = "-"
# Only the server in front states the visitor's protocol, in one field.
forwarded_allow_ips = "127.0.0.1"
secure_scheme_headers = {"${schemeField.toUpperCase()}": "https"}
# For gunicorn 22 and later: no header field can move the application to another path.
forwarder_headers = ""
header_map = "drop"


def pre_request(worker, request):
    # X_Real_IP would be merged with X-Real-IP, and SCRIPT_NAME would move the application.
    request.headers = [(name, value) for name, value in request.headers if name.isascii() and name.replace("-", "").isalnum()]


def drain_before_exit(worker):
    # A worker that exits drops connections that it has accepted but not read from yet. So it stops accepting first, and exits a second later.
    def leave(number, frame):
        # The master repeats the signal, which must not end a worker that is about to exit.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for listener in worker.sockets:
            if listener in worker.poller.get_map():
                worker.poller.unregister(listener)
        threading.Timer(1, worker.handle_exit, (number, frame)).start()

    signal.signal(signal.SIGTERM, leave)
`;
}

/** Removes variables that make programs load foreign code, for a unit in which root runs commands with the application's variables. Source: ld.so(8). */
export const withoutLinkerVariables =
  "UnsetEnvironment=GCONV_PATH GLIBC_TUNABLES LD_AUDIT LD_DEBUG LD_DEBUG_OUTPUT LD_LIBRARY_PATH LD_PRELOAD LD_PROFILE LD_PROFILE_OUTPUT LOCPATH\n";

/** The program's `$STATE_DIRECTORY`: where systemd keeps a `StateDirectory=` for a dynamic user. Source: systemd.exec(5), "DynamicUser=". */
export function stateFolder(site: string): string {
  return `/var/lib/private/tlsup-${site}`;
}

/** The unit that runs gunicorn; `serviceLines` are those that depend on where it listens. */
export function gunicornUnit(site: string, program: WsgiContent, configuration: string, serviceLines: string): string {
  return `[Unit]
Description=tlsup: gunicorn for ${site}
After=network.target
# It may wait for what starts late, as long as that takes.
StartLimitIntervalSec=0

[Service]
Type=notify
NotifyAccess=main
KillMode=mixed
ExecStart=${program.python} -m gunicorn --config ${currentFolder(site)}/${configuration} ${program.callable}
# The master also logs in signal handlers, which would crash it in the middle of a buffered line.
Environment=PYTHONUNBUFFERED=1
${environmentLines(site)}
StateDirectory=tlsup-${site}
StateDirectoryMode=0700
Restart=always
RestartSec=1
${serviceLines}# Workers of gunicorn before 21 call setuid, even if their user stays the same.
SystemCallFilter=setuid

[Install]
WantedBy=multi-user.target
`;
}

/** Less than the host gives a release to answer, `prove_seconds` in `prove.sh`: what loads for longer could never be proven. */
const loadSeconds = 15;

/**
 * Loads the program before it is put in force. If it raises an error, the push fails and shows where. The program is confined like its unit, and
 * systemd sets its variables; its state folder is an empty one. The unit does not see the view that the check runs in, so the release is bind-mounted
 * in its place. `serviceLines` are added to the unit's.
 */
export function importCheck(site: string, { python, callable }: WsgiContent, configuration: string, serviceLines = ""): readonly string[] {
  const root = currentFolder(site);
  const lines = `${outgoingHardening}BindReadOnlyPaths=$release:${root} -${siteFolder(site)}/trees
Environment=PYTHONUNBUFFERED=1 STATE_DIRECTORY=/tmp
EnvironmentFile=$release/${environmentPath}
EnvironmentFile=$release/${secretEnvironmentPath}
RuntimeMaxSec=30
TemporaryFileSystem=/opt/tlsup:ro
${serviceLines}`;
  const load = runConfined(lines, `timeout --kill-after=5 ${loadSeconds} ${python} -m gunicorn --check-config --config ${root}/${configuration} ${callable}`);
  const script =
    `release=$(readlink -f ${root}); ${load} 2>&1 | tail -n 3 || { code=$?; ` +
    `[ $code != 124 ] || echo "${callable} was not loaded within ${loadSeconds} seconds"; exit $code; }`;
  return ["bash", "-o", "pipefail", "-c", script];
}

/** A restart if the files that systemd reads at its start have changed, else a reload: new workers start, then the old ones end. */
export function gunicornServices(site: string): readonly [{ unit: string; action: "restart"; when: string }, { unit: string; action: "reload-workers" }] {
  return [
    { unit: unitName(site), action: "restart", when: "application/start/" },
    { unit: unitName(site), action: "reload-workers" },
  ];
}

/** A text as a Python literal. Python reads JSON's string notation as well, unless it has lone surrogates. */
export function pythonText(text: string): string {
  return JSON.stringify(text);
}
