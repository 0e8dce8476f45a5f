import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { leafFacts } from "../../components/certificate/x509/bundle";
import { planDemo } from "../../components/application/demo/demo";
import { planStatic } from "../../components/application/static/static";
import { push, remove } from "../../components/release/push/execution/push";
import { planRelease } from "../../components/deployment/plan";
import { fullChainPath, privateKeyPath, type Release } from "../../components/release/common/release";
import type { ServerSettings } from "../../components/server/servers";
import { readTree } from "../../components/release/trees/execution/read-tree";
import { treeOf } from "../../components/release/trees/tree";
import { asset } from "../../components/shared/execution/asset";
import { make } from "../support/certificate-maker";
import { Droplet } from "../support/droplets";
import { withCloud } from "./cloud";
import { median } from "./table";

const domain = "serve.example.test";
const rounds = 7;
const seconds = 2;
const page = `${"x".repeat(1023)}\n`;
const kinds = ["nginx", "haproxy", "caddy", "apache", "gunicorn"] as const;
type Kind = (typeof kinds)[number];

/** What one server did in one run of one load. */
interface Sample {
  readonly perSecond: number;
  /** Microseconds of the server's CPU time for each operation. */
  readonly cpu: number;
  /** Connections that the server broke in the middle of a request. */
  readonly broken: number;
}

/** What is measured: pages passed on from an upstream, pages from files, and full handshakes. */
type Load = "proxied" | "files" | "handshakes";
type Samples = Record<Load, Sample[]>;

/** A server that is set up by hand, with RSA-2048. */
interface ByHand {
  readonly name: string;
  readonly unit: string;
  port(load: Load): number;
}

/** nginx as tutorials do it; gunicorn with `bind`, `keyfile` and `certfile` in its configuration, and the demo application. */
const tutorial: ByHand = { name: "the tutorial's nginx", unit: "bench-naive", port: (load) => (load === "files" ? 8444 : 8443) };
const article: ByHand = { name: "gunicorn by its manual", unit: "bench-gunicorn", port: () => 8445 };

/**
 * Each server as tlsup sets it up, with an ECDSA certificate, beside nginx by hand, and gunicorn beside gunicorn by hand too, in turns on one droplet:
 * servers on one processor, the load and an upstream on the other. A droplet uses no more than the processors of its size,
 * and with one the load would take its time from the server. The upstream must not be the limit:
 * it answers from memory, and does not interrupt the load for every request. HAProxy serves no files;
 * gunicorn has no upstream, but the demo application in itself.
 */
export function benchServe(): Promise<string> {
  return withCloud(async (folder) => {
    const droplet = await Droplet.create("serve", { size: "s-2vcpu-2gb" });
    await prepare(droplet);
    const lines: string[] = [];
    for (const kind of kinds) lines.push(...(await measured(droplet, kind, tutorial, folder)));
    lines.push(...(await measured(droplet, "gunicorn", article, folder)));
    await droplet.remove();
    return [`Servers, medians of ${rounds}; in brackets how many times what the server by hand does in the same turns`, ...lines].join("\n");
  });
}

/** The servers by hand, each a process of its own, so that neither changes the other's log or cache; and the upstream. */
async function prepare(droplet: Droplet): Promise<void> {
  const { certificate, key } = await make({ subject: `CN=${domain}`, names: [domain], key: "rsa-2048" });
  const server = (port: number, location: string): string =>
    `server { listen ${port} ssl; server_name ${domain}; ssl_certificate /root/naive/cert.pem; ` +
    `ssl_certificate_key /root/naive/key.pem; location / { ${location} } }`;
  const pinned = (processor: number): string => `[Service]\\nCPUAffinity=${processor}\\n`;
  await droplet.run(`set -e
export DEBIAN_FRONTEND=noninteractive
apt-get update -q && apt-get install -q -y --no-install-recommends nginx haproxy caddy apache2 gunicorn openssl curl wrk
systemctl disable --now haproxy caddy apache2
for unit in nginx haproxy caddy apache2 tlsup-${domain}; do
  mkdir -p /etc/systemd/system/$unit.service.d
  printf '${pinned(0)}' > /etc/systemd/system/$unit.service.d/bench.conf
done
systemctl daemon-reload && systemctl stop nginx
mkdir -p /srv/bench /root/naive && chmod 755 /root/naive
printf '%s' '${page}' > /srv/bench/index.html
echo '127.0.0.1 ${domain}' >> /etc/hosts
cat > /root/handshakes.py <<'PYTHON'
${handshakes}PYTHON
printf '%s' '${certificate}' > /root/naive/cert.pem
(umask 077; cat > /root/naive/key.pem <<'KEY'
${key}
KEY
)
sed -e 's#include /etc/nginx/\\(conf.d\\|sites-enabled\\)/.*##' -e 's#/run/nginx.pid#/run/naive.pid#' -e 's#/var/log/nginx/#/var/log/naive-#' \\
  -e 's#^http {#http { ${server(8443, "proxy_pass http://127.0.0.1:8000;")} ${server(8444, "root /srv/bench;")}#' /etc/nginx/nginx.conf > /root/naive/nginx.conf
cat > /root/naive/demo.py <<'PYTHON'
${asset("application/demo/demo.py")}PYTHON
printf 'bind = "0.0.0.0:8445"\nkeyfile = "/root/naive/key.pem"\ncertfile = "/root/naive/cert.pem"\n' > /root/naive/gunicorn.conf.py
echo 'worker_processes 1; daemon off; pid /run/upstream.pid; events {}
http {
  access_log off; keepalive_requests 1000000; default_type text/html;
  server { listen 127.0.0.1:8000; location / { return 200 "${page}"; } }
}' > /root/upstream.conf
systemd-run --quiet --unit=bench-naive --property=CPUAffinity=0 nginx -c /root/naive/nginx.conf -g 'daemon off;'
systemd-run --quiet --unit=bench-gunicorn --property=CPUAffinity=0 --working-directory=/root/naive gunicorn --config gunicorn.conf.py demo:application
systemd-run --quiet --unit=bench-upstream --property=CPUAffinity=1 --property=CPUSchedulingPolicy=batch nginx -c /root/upstream.conf`);
}

async function measured(droplet: Droplet, kind: Kind, byHand: ByHand, folder: string): Promise<string[]> {
  const samples = { byHand: empty(), ours: empty() };
  const loads: readonly Load[] = kind === "haproxy" || kind === "gunicorn" ? ["proxied", "handshakes"] : ["proxied", "files", "handshakes"];
  for (const content of ["proxied", "files"] as const) {
    if (!loads.includes(content)) continue;
    await push(await droplet.destination(), await releaseOf(kind, content, folder));
    for (let round = 0; round < rounds; round += 1) {
      for (const load of content === "proxied" ? (["proxied", "handshakes"] as const) : (["files"] as const)) {
        samples.byHand[load].push(await sample(droplet, load, byHand.unit, byHand.port(load)));
        samples.ours[load].push(await sample(droplet, load, kind === "apache" ? "apache2" : kind === "gunicorn" ? `tlsup-${domain}` : kind, 443));
      }
    }
    await remove(await droplet.destination(), { site: domain, domain, aliases: {} });
  }
  return [`${kind} beside ${byHand.name}`, ...loads.map((load) => row(load, samples.byHand[load], samples.ours[load]))];
}

function empty(): Samples {
  return { proxied: [], files: [], handshakes: [] };
}

function row(load: Load, byHand: readonly Sample[], ours: readonly Sample[]): string {
  const of = (samples: readonly Sample[], key: keyof Sample): number => median(samples.map((each) => each[key]));
  const compared = (key: keyof Sample, unit: string): string =>
    `${of(ours, key).toFixed(0).padStart(8)} ${unit} (${(of(ours, key) / of(byHand, key)).toFixed(2)} x ${of(byHand, key).toFixed(0)})`;
  const broken = ours.reduce((sum, each) => sum + each.broken, 0);
  return (
    `  ${load.padEnd(10)} ${compared("perSecond", "/s")} ` +
    `${compared("cpu", "µs of CPU")}${broken === 0 ? "" : `, ${broken} connections broken in ${rounds} rounds`}`
  );
}

/** Full handshakes, one after the other. wrk resumes the sessions of connections that it has closed; nothing here keeps one. */
const handshakes = `import socket, ssl, sys, time
context = ssl.create_default_context()
context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
end, done = time.monotonic() + ${seconds}, 0
while time.monotonic() < end:
    with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as connection, context.wrap_socket(connection, server_hostname="${domain}"):
        done += 1
print(done, "handshakes in")
print("Requests/sec:", done / ${seconds})
`;

/** Runs one load against a port, and takes the CPU time of the unit that serves it before and after. */
async function sample(droplet: Droplet, load: Load, unit: string, port: number): Promise<Sample> {
  const client =
    load === "handshakes" ? `python3 /root/handshakes.py ${port}` : `wrk --threads 1 --connections 32 --duration ${seconds} https://${domain}:${port}/`;
  const command = `taskset --cpu-list 1 ${client}`;
  const output = await droplet.run(`cpu() {
  local parent=$(systemctl show --property=MainPID --value ${unit})
  local children=$(cat /proc/*/stat 2> /dev/null | awk -v parent="$parent" '$4 == parent { print "/proc/" $1 "/stat" }')
  cat /proc/$parent/stat $children 2> /dev/null | awk '{ sum += $14 + $15 } END { print sum }'
}
before=$(cpu); ${command}; echo "ticks $(( $(cpu) - before ))"`);
  const number = (pattern: RegExp): number => Number(pattern.exec(output)?.[1] ?? NaN);
  const requests = number(/(\d+) (?:requests|handshakes) in/);
  if (output.includes("Non-2xx")) throw new Error(`Cannot measure as every request must be answered: ${output}`);
  const [, ...errors] = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(output) ?? [];
  return {
    perSecond: number(/Requests\/sec: *([\d.]+)/),
    cpu: (number(/ticks (\d+)/) * 10_000) / requests,
    broken: errors.reduce((sum, count) => sum + Number(count), 0),
  };
}

async function releaseOf(kind: Kind, content: "proxied" | "files", folder: string): Promise<Release> {
  const { certificate, key } = await make({ subject: `CN=${domain}`, names: [domain] });
  const site = join(folder, "site");
  mkdirSync(site, { recursive: true });
  writeFileSync(join(site, "index.html"), page);
  const application =
    kind === "gunicorn"
      ? planDemo(domain, { kind: "demo" }, asset, true)
      : content === "files"
        ? planStatic(domain, treeOf(site, readTree(site, "directory").entries ?? []))
        : undefined;
  const server: ServerSettings = kind === "gunicorn" || application ? { kind } : { kind, upstream: "http://127.0.0.1:8000" };
  const plan = planRelease({ site: domain, domain, platform: { release: "debian-12" }, server, application, edgeRanges: [], asset });
  return {
    ...plan,
    files: { ...plan.files, [fullChainPath]: certificate },
    secrets: { [privateKeyPath]: key, ...(kind === "gunicorn" && { "application/start/environment.secret": "" }) },
    certificate: { source: "release", sha256: leafFacts(certificate).sha256 },
  };
}
