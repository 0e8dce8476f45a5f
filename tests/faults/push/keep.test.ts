import type { Release } from "../../../components/release/common/release";
import { Host, leafOf, served } from "../../support/hosts";
import { SiteInForce } from "../../support/site-in-force";

const limit = 300_000;
const domain = "blog.keep.test";
const home = `/opt/tlsup/${domain}`;

let host: Host;
let site: SiteInForce;

beforeAll(async () => {
  host = await Host.boot("keep");
  site = await SiteInForce.on(host, domain);
}, limit);
afterAll(() => host.remove(), limit);

const lineage = "/etc/letsencrypt/live/keep";
/** What a keeper of certificates does. */
const issue =
  `mkdir -p ${lineage}; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=${domain} -addext ` +
  `subjectAltName=DNS:${domain} -keyout ${lineage}/privkey.pem -out ${lineage}/fullchain.pem 2> /dev/null; ` +
  `cp ${lineage}/fullchain.pem /usr/local/share/ca-certificates/keep.crt; update-ca-certificates --fresh > /dev/null 2>&1`;
/** The exit code of a renewal by a new certificate, and whether that is served. */
const renewed = async (): Promise<readonly [code: string, isServed: boolean]> => {
  const leaf = `openssl x509 -in ${lineage}/fullchain.pem -outform DER | sha256sum | cut -c1-64`;
  const [code = "", sha256] = (await host.run(`${issue}; sleep 1.1; bash ${home}/current/.tlsup/activate renew ${home} > /root/said; echo $?; ${leaf}`)).split(
    "\n",
  );
  return [code, (await served(host.address, domain)) === sha256];
};
const unit = `tlsup-${domain}.service`;
/** A unit runs something else from now on. */
const run = (unit: string, lines: string): string =>
  `mkdir -p /etc/systemd/system/${unit}.d; printf '[Service]\\n${lines}\\n' > /etc/systemd/system/${unit}.d/zz-fault.conf; ` +
  `systemctl daemon-reload; systemctl restart ${unit} || true`;
const asEver = (unit: string): string => `rm /etc/systemd/system/${unit}.d/zz-fault.conf; systemctl daemon-reload; systemctl restart ${unit}`;

/** The leaves of the releases that the host keeps, in the order in which they were put in force. */
const kept = async (): Promise<string[]> =>
  (
    await host.run(
      `cd ${home}/releases; for release in *; do echo "$(cat $release/.tlsup/sequence) $(openssl x509 -in $release/tls/fullchain.pem -outform DER | ` +
        `sha256sum | cut -c1-64)"; done | sort -n | cut -d ' ' -f 2`,
    )
  ).split("\n");

test(
  "the last three releases stay, whatever the times of their folders say",
  async () => {
    const pushed: Release[] = [site.release];
    for (let count = 0; count < 4; count += 1) {
      await host.run(`touch --date=2001-01-01 ${home}/releases/*; touch --date=2037-01-01 ${home}/releases/$(ls ${home}/releases | head -n 1)`);
      await site.renew();
      pushed.push(site.release);
    }
    expect(await kept()).toEqual(pushed.slice(-3).map(leafOf));
  },
  limit,
);

test(
  "renewals on the host take no place of a release that was pushed",
  async () => {
    const before = await kept();
    await host.run(issue);
    const { files, secrets, ...rest } = await site.next();
    const without = <T>(record: Readonly<Record<string, T>>): Record<string, T> =>
      Object.fromEntries(Object.entries(record).filter(([path]) => !path.startsWith("tls/")));
    await host.push({ ...rest, files: without(files), secrets: without(secrets), certificate: { source: "lineage", folder: lineage } });
    for (let count = 0; count < 4; count += 1) {
      expect(await renewed()).toEqual(["0", true]);
    }
    const after = await kept();
    expect(after.slice(0, 2)).toEqual(before.slice(-2));
    // The newest renewal, and the one before it, which an unfinished request may still need.
    expect(after).toHaveLength(4);
  },
  limit,
);

test(
  "a renewal goes into force while the application answers 503, and while it does not even start",
  async () => {
    const unavailable =
      'import http.server as s; H=type("H",(s.BaseHTTPRequestHandler,),{"do_GET":lambda h:h.send_error(503)}); ' +
      's.HTTPServer(("127.0.0.1",8000),H).serve_forever()';
    await host.run(`echo '${unavailable}' > /opt/unavailable.py; ${run(unit, "ExecStart=\\nExecStart=/usr/bin/python3 /opt/unavailable.py")}`);
    const status = `curl --silent --insecure --output /dev/null --write-out '%{http_code}' --resolve ${domain}:443:127.0.0.1 https://${domain}/`;
    expect([await host.run(`sleep 1; ${status}`), await renewed()]).toEqual(["503", ["0", true]]);
    await host.run(run(unit, "ExecStartPre=/bin/false"));
    expect([await host.run(status), await renewed()]).toEqual(["502", ["0", true]]);
    await host.run(asEver(unit));
    expect([await host.run(`sleep 1; ${status}`), await renewed()]).toEqual(["200", ["0", true]]);
  },
  limit,
);

test(
  "a renewal fails without the web server, and leaves at most two copies of the release, however often it is tried or cut short",
  async () => {
    const count = async (): Promise<number> => Number(await host.run(`ls ${home}/releases | wc -l`));
    const before = await count();
    await host.run(run("nginx.service", "ExecStartPre=/bin/false"));
    for (let tries = 0; tries < 3; tries += 1) {
      expect(await renewed()).toEqual(["12", false]);
      expect(await host.run("cat /root/said")).toContain("nginx.service could not be started");
    }
    // The last one, and the one that is still to be undone: the renewal before is gone.
    expect(await count()).toBeLessThanOrEqual(before + 1);
    await host.run(`cp --archive ${home}/$(readlink ${home}/current) ${home}/$(readlink ${home}/current | cut -d - -f 1,2)-1; ${asEver("nginx.service")}`);
    expect(await renewed()).toEqual(["0", true]);
    expect(await count()).toBe(before);
  },
  limit,
);
