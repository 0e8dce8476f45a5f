import * as v from "valibot";
import { settings } from "../../shared/validation";
import { drawPort, folderPath, upstreamPort, type ApplicationPlan, type AssetReader } from "../common/application-plan";
import type { WsgiContent } from "../common/content";
import { environmentEntries, environmentFile, environmentPath, type WithEnvironment } from "../common/environment";
import { gunicornServices, gunicornUnit, gunicornVersions, importCheck, programLines, stateFolder } from "./gunicorn";
import { code, installCommand, installFiles, virtualenv } from "./installation";
import { outgoingHardening, unitLinks, unitName, unitPath } from "../../release/common/unit";
import type { Platform } from "../../host/common/platform";
import { currentFolder, type Tree } from "../../release/common/release";
import type { PythonRequirements } from "./requirements";

/** A Python WSGI application (PEP 3333), run by gunicorn: behind the server, or by the server itself with `server.kind` gunicorn. */
export interface WsgiApplication extends WithEnvironment {
  readonly kind: "wsgi";
  /** Its folder, relative to the program's. It is copied to the host. */
  readonly directory: string;
  /** The callable that answers requests, as `module:callable`, e.g. `app:application`. */
  readonly callable: string;
  /**
   * The file in its folder that lists its requirements, each in one version. It may include other files.
   * They are installed into the release's own virtual environment.
   * @default none: only Python and gunicorn
   */
  readonly requirements?: string;
  /**
   * Whether requirements without a wheel may be built on the host. Their build scripts then run as an unprivileged user.
   * @default false: only wheels
   */
  readonly builds?: boolean;
  /**
   * The number of worker processes.
   * @default two for each processor, plus one
   */
  readonly workers?: number;
  /**
   * The port on the loopback address that it listens on. Not needed with `server.kind` gunicorn.
   * @default drawn from the site's name: 10000 to 19999
   */
  readonly port?: number;
}

export const wsgiSchema = settings({
  kind: v.literal("wsgi"),
  directory: folderPath,
  callable: v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*:[A-Za-z_]\w*$/, "must be like app:application")),
  requirements: v.optional(
    v.pipe(v.string(), v.regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*(\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/, "must be a file in the directory like requirements.txt")),
  ),
  builds: v.optional(v.boolean()),
  workers: v.optional(v.pipe(v.number(), v.integer("must be a whole number"), v.minValue(1, "must be at least 1"), v.maxValue(256, "must be at most 256"))),
  port: v.optional(upstreamPort),
  ...environmentEntries,
});

const configuration = "application/gunicorn.conf.py";

/** The content of a Python application's folder. */
export interface WsgiFolder {
  readonly tree: Tree;
  /** The program's requirements besides Python and gunicorn. */
  readonly requirements?: PythonRequirements;
}

/** What a Python application's plan depends on beyond its settings and its folder. */
export interface WsgiContext {
  readonly platform: Platform;
  readonly isRunByServer: boolean;
  readonly asset: AssetReader;
}

/** Plans a Python application as a part of a site's release. */
export function planWsgi(
  site: string,
  application: WsgiApplication,
  { tree, requirements }: WsgiFolder,
  { platform: { release }, isRunByServer, asset }: WsgiContext,
): ApplicationPlan {
  const { callable, builds = false, workers, port = drawPort(site), environment = {} } = application;
  const root = currentFolder(site);
  const content: WsgiContent = {
    kind: "wsgi",
    pythonPath: [`${root}/${code}`],
    callable,
    python: requirements === undefined ? "/usr/bin/python3" : `${root}/${virtualenv}/bin/python3`,
    ...(workers !== undefined && { workers }),
  };
  const common = {
    packages: [`gunicorn (>= ${gunicornVersions[release]})`, ...(requirements === undefined ? [] : ["python3-venv"])],
    trees: { [code]: tree },
    preparation: requirements === undefined ? [] : [installCommand(site)],
    data: { [stateFolder(site)]: "what the application keeps in $STATE_DIRECTORY" },
  };
  const files = { [environmentPath]: environmentFile(environment), ...(requirements && installFiles(site, requirements, { builds, asset })) };
  if (isRunByServer) return { ...common, files, links: {}, services: [], content };
  const unit = unitName(site);
  return {
    ...common,
    files: { ...files, [configuration]: configurationFile(content, port), [unitPath(unit)]: gunicornUnit(site, content, configuration, loopbackLines) },
    links: unitLinks(unit),
    checks: [importCheck(site, content, configuration)],
    services: gunicornServices(site),
    ports: [{ port, unit }],
    content: { kind: "upstream", url: `http://127.0.0.1:${port}` },
  };
}

function configurationFile(content: WsgiContent, port: number): string {
  return `# Written by tlsup; the next push replaces it.
import multiprocessing
import signal
import sys
import threading

${programLines(content)}

post_worker_init = drain_before_exit
bind = "127.0.0.1:${port}"
`;
}

const loopbackLines = `ExecReload=/bin/kill -HUP $MAINPID
${outgoingHardening}`;
