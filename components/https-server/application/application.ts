import { currentFolder, type Service } from "../release";

/** An application that says who asked: the visitor's address, the protocol, the edge. Python 3, nothing to install. */
export interface DemoApplication {
  readonly kind: "demo";
  /**
   * The port on the loopback address that it listens on.
   * @default 8000
   */
  readonly port?: number;
  /**
   * Environment variables. `GREETING` is the line that the page starts with.
   * @default none
   */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What an application adds to a release. */
export interface ApplicationPlan {
  readonly packages: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly links: Readonly<Record<string, string>>;
  readonly service: Service;
  /** Where the server passes requests on to. */
  readonly upstream: string;
}

const defaultPort = 8000;

/** The demo application as a part of a site's release; `source` is the text of `demo.py`. */
export function planApplication(site: string, application: DemoApplication, source: string): ApplicationPlan {
  const root = currentFolder(site);
  const port = application.port ?? defaultPort;
  const unit = `tlsup-${site}.service`;
  const file = `application/${unit}`;
  return {
    packages: ["python3"],
    files: {
      "application/demo.py": source,
      "application/environment": environmentFile(application.environment ?? {}),
      [file]: unitFile(site, root, port),
    },
    links: {
      [`/etc/systemd/system/${unit}`]: file,
      [`/etc/systemd/system/multi-user.target.wants/${unit}`]: file,
    },
    service: { unit, action: "restart", when: "application/" },
    upstream: `http://127.0.0.1:${port}`,
  };
}

/** The application's secret variables, as a part of a release's secrets. */
export function applicationSecrets(variables: Readonly<Record<string, string>>): Record<string, string> {
  return { "application/environment.secret": environmentFile(variables) };
}

/** Variables in the form that systemd reads. Source: systemd.exec(5), EnvironmentFile=. */
export function environmentFile(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}="${value.replaceAll(/["\\$`]/g, (character) => `\\${character}`)}"\n`)
    .join("");
}

function unitFile(site: string, root: string, port: number): string {
  return `[Unit]
Description=tlsup: the application of ${site}
After=network.target

[Service]
Type=exec
ExecStart=/usr/bin/python3 -I ${root}/application/demo.py ${port}
EnvironmentFile=${root}/application/environment
EnvironmentFile=${root}/application/environment.secret
Restart=always
RestartSec=1
DynamicUser=yes
CapabilityBoundingSet=
IPAddressAllow=localhost
IPAddressDeny=any
LockPersonality=yes
MemoryDenyWriteExecute=yes
NoNewPrivileges=yes
PrivateDevices=yes
PrivateTmp=yes
PrivateUsers=yes
ProcSubset=pid
ProtectClock=yes
ProtectControlGroups=yes
ProtectHome=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
RestrictAddressFamilies=AF_INET AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
UMask=0077

[Install]
WantedBy=multi-user.target
`;
}
