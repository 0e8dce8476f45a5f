import * as v from "valibot";
import { settings } from "../../shared/validation";
import { drawPort, upstreamPort, type ApplicationPlan, type AssetReader } from "../common/application-plan";
import { environmentEntries, environmentFile, environmentLines, environmentPath, type WithEnvironment } from "../common/environment";
import { loopbackHardening, unitLinks, unitName, unitPath } from "../../release/common/unit";
import { currentFolder } from "../../release/common/release";

/**
 * An application that shows who made the request: the visitor's address, the protocol, the edge.
 * `GREETING` in its environment is the first line of the page. It needs only Python 3.
 */
export interface DemoApplication extends WithEnvironment {
  readonly kind: "demo";
  /**
   * The port on the loopback address that it listens on.
   * @default drawn from the site's name: 10000 to 19999
   */
  readonly port?: number;
}

export const demoSchema = settings({ kind: v.literal("demo"), port: v.optional(upstreamPort), ...environmentEntries });

const program = "application/demo.py";

/** Plans the demo application as a part of a site's release: a process behind the server, or a program that gunicorn runs itself. */
export function planDemo(
  site: string,
  { port = drawPort(site), environment = {} }: DemoApplication,
  asset: AssetReader,
  isRunByServer: boolean,
): ApplicationPlan {
  const files = { [program]: asset("application/demo/demo.py"), [environmentPath]: environmentFile(environment) };
  const unit = unitName(site);
  if (isRunByServer) {
    const content = { kind: "wsgi", pythonPath: [`${currentFolder(site)}/application`], callable: "demo:application", python: "/usr/bin/python3" } as const;
    return { packages: ["python3"], files, links: {}, services: [], content };
  }
  return {
    packages: ["python3"],
    files: { ...files, [unitPath(unit)]: unitFile(site, port) },
    links: unitLinks(unit),
    services: [{ unit, action: "restart", when: "application/" }],
    ports: [{ port, unit }],
    content: { kind: "upstream", url: `http://127.0.0.1:${port}` },
  };
}

function unitFile(site: string, port: number): string {
  return `[Unit]
Description=tlsup: the application of ${site}
After=network.target
# It may wait for what starts late, as long as that takes.
StartLimitIntervalSec=0

[Service]
Type=exec
ExecStart=/usr/bin/python3 -I ${currentFolder(site)}/${program} ${port}
${environmentLines(site)}
Restart=always
RestartSec=1
${loopbackHardening}
[Install]
WantedBy=multi-user.target
`;
}
