import { currentFolder, siteFolder } from "../../release/common/release";
import type { Versions } from "../../host/common/platform";
import { schemeField } from "../../edge/common/request-headers";
import type { WsgiContent } from "../common/content";
import { environmentLines, environmentPath, secretEnvironmentPath } from "../common/environment";
import { outgoingHardening, runConfined, unitName } from "../../release/common/unit";

/** See {@link Versions}. */
export const gunicornVersions: Versions = { 12: "20.1", 13: "23.0" };

/** The lines of gunicorn's configuration that do not depend on where it listens. It is a Python file that is read again at each reload. */
export function programLines({ pythonPath, workers }: WsgiContent): string {
  return `# gunicorn's own setting comes too late for a check of the configuration.
sys.path[:0] = [folder for folder in ${JSON.stringify(pythonPath)} if folder not in sys.path]
workers = ${workers ?? "2 * multiprocessing.cpu_count() + 1"}
worker_class = "gthread"
threads = 8
# Longer than the minute that nginx keeps an idle connection to it: who closes first must not be the one that is about to be asked.
keepalive = 75
worker_tmp_dir = "/dev/shm"
errorlog = "-"
# What is said of the visitor's protocol is in one field, and comes from the server in front.
forwarded_allow_ips = "127.0.0.1"
secure_scheme_headers = {"${schemeField.toUpperCase()}": "https"}
# Those of gunicorn 22 and later: no field names a place in the application.
forwarder_headers = ""
header_map = "drop"


def pre_request(worker, request):
    # X_Real_IP would join X-Real-IP, and SCRIPT_NAME move the application.
    request.headers = [(name, value) for name, value in request.headers if name.isascii() and name.replace("-", "").isalnum()]


def drain_before_exit(worker):
    # A worker drops the connections that it has accepted and not read from yet: it leaves the accepting to others first, and then has a second for those.
    def leave(number, frame):
        # The master says so again and again; the last of it must not end a worker that is on its way.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for listener in worker.sockets:
            if listener in worker.poller.get_map():
                worker.poller.unregister(listener)
        threading.Timer(1, worker.handle_exit, (number, frame)).start()

    signal.signal(signal.SIGTERM, leave)
`;
}

/** Variables by which a program is made to run another's code: not for a unit that has root do something with the application's variables. Source: ld.so(8). */
export const withoutLinkerVariables =
  "UnsetEnvironment=GCONV_PATH GLIBC_TUNABLES LD_AUDIT LD_DEBUG LD_DEBUG_OUTPUT LD_LIBRARY_PATH LD_PRELOAD LD_PROFILE LD_PROFILE_OUTPUT LOCPATH\n";

/** Where the program's `$STATE_DIRECTORY` is; `StateDirectory=` with a user that systemd makes is kept here. Source: systemd.exec(5), "DynamicUser=". */
export function stateFolder(site: string): string {
  return `/var/lib/private/tlsup-${site}`;
}

/** The unit that runs gunicorn; `serviceLines` are those that depend on where it listens. */
export function gunicornUnit(site: string, program: WsgiContent, configuration: string, serviceLines: string): string {
  return `[Unit]
Description=tlsup: gunicorn for ${site}
After=network.target

[Service]
Type=notify
NotifyAccess=main
KillMode=mixed
ExecStart=${program.python} -m gunicorn --config ${currentFolder(site)}/${configuration} ${program.callable}
# The master logs in signal handlers as well, which would end it in the middle of a buffered line.
Environment=PYTHONUNBUFFERED=1
${environmentLines(site)}
StateDirectory=tlsup-${site}
StateDirectoryMode=0700
Restart=always
RestartSec=1
${serviceLines}# A worker of gunicorn before 21 becomes the user that it is.
SystemCallFilter=setuid

[Install]
WantedBy=multi-user.target
`;
}

/**
 * Loads the program before it is put in force: what it raises refuses the push, and its place is told. It is confined as its unit is, and
 * systemd gives it its variables; the folder that it may write to is an empty one. A unit does not see the view that the check is made in:
 * it is shown the release in its place. `serviceLines` are added to the unit's.
 */
export function importCheck(site: string, { python, callable }: WsgiContent, configuration: string, serviceLines = ""): readonly string[] {
  const root = currentFolder(site);
  const lines = `${outgoingHardening}BindReadOnlyPaths=$release:${root} -${siteFolder(site)}/trees
Environment=PYTHONUNBUFFERED=1 STATE_DIRECTORY=/tmp
EnvironmentFile=$release/${environmentPath}
EnvironmentFile=$release/${secretEnvironmentPath}
RuntimeMaxSec=90
TemporaryFileSystem=/opt/tlsup:ro
${serviceLines}`;
  const load = runConfined(lines, `timeout --kill-after=5 60 ${python} -m gunicorn --check-config --config ${root}/${configuration} ${callable}`);
  const script =
    `release=$(readlink -f ${root}); ${load} 2>&1 | tail -n 3 || { code=$?; ` +
    `[ $code != 124 ] || echo "${callable} was not loaded within 60 seconds"; exit $code; }`;
  return ["bash", "-o", "pipefail", "-c", script];
}

/** Restarted when what systemd gives it at its start is another, reloaded otherwise: new workers, then the old ones end. */
export function gunicornServices(site: string): readonly [{ unit: string; action: "restart"; when: string }, { unit: string; action: "reload-workers" }] {
  return [
    { unit: unitName(site), action: "restart", when: "application/start/" },
    { unit: unitName(site), action: "reload-workers" },
  ];
}

/** A text as Python writes it. JSON's notation for a string is Python's too, as long as there are no lone surrogates. */
export function pythonText(text: string): string {
  return JSON.stringify(text);
}
