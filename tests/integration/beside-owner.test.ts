import { planRelease } from "../../components/deployment/plan";
import type { Release } from "../../components/release/common/release";
import { push, remove } from "../../components/release/push/execution/push";
import { Droplet, type KeyedDestination } from "../support/droplets";
import { releaseOf } from "../support/service-host";
import { webRelease, withNewCertificate } from "../support/web-release";

const domain = "beside.example.test";
const upstream = "http://127.0.0.1:8000";
const limit = 240_000;

/** A release that has its drop-in in another file, as one of another version of tlsup may. */
function withMovedDropIn<R extends Release>(release: R): R {
  const moved = (path: string): string => path.replace(/\/needed\.conf$/, "/moved.conf");
  const files = Object.fromEntries(Object.entries(release.files).map(([path, text]) => [moved(path), text]));
  return { ...release, files, links: Object.fromEntries(Object.entries(release.links).map(([path, target]) => [path, moved(target)])) };
}

/** What the owner of a host has on it, and does on it, while tlsup's sites come and go. */
describe("what an owner has on a host", () => {
  let droplet: Droplet;
  let destination: KeyedDestination;
  const install = (names: string): Promise<string> =>
    droplet.run(`DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends ${names} > /dev/null`);
  const uninstall = (names: string): Promise<string> => droplet.run(`DEBIAN_FRONTEND=noninteractive apt-get remove -qy ${names} > /dev/null`);
  const send = async (release: Promise<Release>): ReturnType<typeof push> => push(destination, await release);
  const gone = async (): Promise<void> => {
    await remove(destination, { site: domain, domain, aliases: {} });
    expect(await droplet.run("ls -d /opt/tlsup 2> /dev/null; find /etc -lname '/opt/tlsup/*'")).toBe("");
  };

  beforeAll(async () => {
    droplet = await Droplet.create("beside-owner");
    destination = await droplet.destination();
    await droplet.run(
      `cloud-init status --wait > /dev/null; apt-get update -q > /dev/null; systemd-run --quiet --unit=upstream python3 -m http.server 8000 --bind 127.0.0.1`,
    );
  }, limit);
  afterAll(() => droplet.remove(), limit);

  test(
    "a package of the owner's that excludes one of tlsup's stays, and is named",
    async () => {
      await install("proftpd-core");
      await droplet.run("sed -i 's/^Port.*/Port 2121/' /etc/proftpd/proftpd.conf; systemctl restart proftpd");
      const plan = { site: domain, domain, platform: { release: "debian-12" }, application: undefined, asset: () => "", edgeRanges: [] } as const;
      const release = planRelease({ ...plan, services: [{ kind: "vsftpd" }] });
      await expect(send(withNewCertificate({ ...release, secrets: {}, certificate: { source: "release", sha256: "" } }))).rejects.toThrow(
        /the packages vsftpd could not be installed: .*would have to be removed.*: proftpd-core\b.*Remove them first, .*What the host serves was not touched/,
      );
      expect(await droplet.run("dpkg-query --show --showformat '${db:Status-Status} ' proftpd-core; systemctl is-active proftpd")).toBe("installed active");
      await uninstall("proftpd-core");
    },
    limit,
  );

  test(
    "a package that served a site and that the owner has removed keeps neither the next push nor the site's removal",
    async () => {
      await send(webRelease(domain, { kind: "nginx", upstream }));
      await uninstall("nginx nginx-common");
      await send(webRelease(domain, { kind: "apache", upstream }));
      expect(await droplet.run("systemctl is-active apache2")).toBe("active");
      await uninstall("apache2 apache2-bin");
      await gone();
      await install("apache2");
      expect(await droplet.run("systemctl restart apache2; systemctl is-active apache2")).toBe("active");
      await send(webRelease(domain, { kind: "apache", upstream }));
      await uninstall("apache2 apache2-bin");
      await gone();
    },
    limit,
  );

  test.each([
    ["caddy", "/etc/caddy/Caddyfile"],
    ["haproxy", "/etc/haproxy/haproxy.cfg"],
  ] as const)(
    "%s that runs as its package brings it serves a site, confined, and is as it was in the end",
    async (kind, file) => {
      await install(kind);
      const properties = "ActiveState,UnitFileState,User,ExecReload,RuntimeDirectory,ProtectSystem,DropInPaths,Environment";
      const state = `systemctl show --property=${properties} ${kind} | sed 's/start_time=.*//'; sha256sum ${file}`;
      const before = await droplet.run(`systemctl start ${kind}; ${state}`);
      expect(before).toMatch(/^ActiveState=active$/m);
      const sent = await send(webRelease(domain, { kind, upstream }));
      expect(await droplet.run(`systemctl show --property=User,ProtectSystem ${kind} | sort`)).toBe(`ProtectSystem=strict\nUser=${kind}`);
      const main = await droplet.run(`systemctl show --property=MainPID ${kind}`);
      expect((await send(webRelease(domain, { kind, upstream }).then(withMovedDropIn))).folder).not.toBe(sent.folder);
      expect(await droplet.run(`systemctl show --property=MainPID ${kind}`)).toBe(main);
      await gone();
      expect(await droplet.run(state)).toBe(before);
      await droplet.run(`systemctl disable --quiet --now ${kind}`);
    },
    limit,
  );

  test(
    "an HAProxy that its owner starts from another file is refused while it runs, and is as it was after a site that took its place",
    async () => {
      await install("haproxy");
      const state = "systemctl is-active haproxy; cat /etc/default/haproxy; systemctl show --property=MainPID,DropInPaths,NRestarts haproxy";
      await droplet.run(`sed 's/^defaults.*/&\\n\\tmode tcp/' /etc/haproxy/haproxy.cfg > /etc/haproxy/own.cfg
echo CONFIG=/etc/haproxy/own.cfg >> /etc/default/haproxy; systemctl restart haproxy`);
      const before = await droplet.run(state);
      await expect(send(webRelease(domain, { kind: "haproxy", upstream }))).rejects.toThrow(
        "/etc/default/haproxy is the configuration of the owner of this host: it was changed, and haproxy.service, which reads it, ran before the first site",
      );
      expect(await droplet.run(state)).toBe(before);
      await droplet.run("systemctl disable --quiet --now haproxy");
      await send(webRelease(domain, { kind: "haproxy", upstream }));
      await gone();
      expect(await droplet.run("systemctl start haproxy; tail -n 1 /etc/default/haproxy; pgrep -fc own.cfg; systemctl stop haproxy")).toMatch(
        /^CONFIG=.*own\.cfg\n[1-9]/,
      );
    },
    limit,
  );

  // The folder in the folder is an overlay of the host's own file system, which is one too: no third is possible.
  test(
    "folders that are mounted below /etc are seen by a rehearsal, which writes nothing there",
    async () => {
      await install("nginx openssl");
      await droplet.run(`set -e
mkdir -p /srv/own/deep /srv/layers /srv/conf.d /etc/own
chmod 0750 /srv/own
mount --bind /srv/own /etc/own
mount -t tmpfs tmpfs /srv/layers
mkdir /srv/layers/upper /srv/layers/work
mount -t overlay -o lowerdir=/srv/own/deep,upperdir=/srv/layers/upper,workdir=/srv/layers/work own /etc/own/deep
mount --bind /srv/conf.d /etc/nginx/conf.d
openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=own.example.test -keyout /etc/own/key.pem -out /etc/own/deep/chain.pem 2> /dev/null
printf 'server { listen 443 ssl; server_name own.example.test; ssl_certificate %s; ssl_certificate_key %s; }' /etc/own/deep/chain.pem /etc/own/key.pem \
  > /etc/nginx/conf.d/own.conf
systemctl restart nginx`);
      const listing = "find /srv /etc/own /etc/nginx -printf '%p %m %T@ %l\\n' | sort";
      const before = await droplet.run(listing);
      const release = webRelease(domain, { kind: "nginx", upstream });
      // What it refuses is checked once more without the view, where the link is not.
      const written = `[ -L /etc/nginx/conf.d/tlsup-${domain}.conf ] && touch /etc/own/new /etc/own/deep/new`;
      const look = `ls /etc/own/key.pem; stat --format %a /etc/own; ${written}; false`;
      await expect(send(Promise.resolve({ ...(await release), checks: [["sh", "-c", look]] }))).rejects.toThrow(
        "own check refused it: /etc/own/key.pem; 750; touch: cannot touch '/etc/own/deep/new': Read-only file system. What",
      );
      expect(await droplet.run(listing)).toBe(before);
      await send(release);
      await gone();
      await droplet.run("umount /etc/nginx/conf.d /etc/own/deep /etc/own");
    },
    limit,
  );

  test(
    "folders that links below /etc lead to are seen by a rehearsal, which writes nothing there either",
    async () => {
      await install("nginx postfix");
      await droplet.run(`set -e
mkdir /srv/nginx
chmod 0750 /etc/nginx/conf.d
mv /etc/nginx/conf.d /srv/nginx/conf.d
mv /etc/postfix /srv/postfix
ln -s /srv/nginx/conf.d /etc/nginx/conf.d
ln -s /srv/postfix /etc/postfix
echo '# mine' >> /srv/postfix/main.cf`);
      const listing = "find /srv/nginx /srv/postfix /etc/nginx -printf '%p %m %U %T@ %l\\n' | sort; sha256sum /srv/postfix/*.cf";
      const before = await droplet.run(listing);
      const release = await releaseOf(domain, [{ kind: "postfix" }], { server: { kind: "nginx", upstream } });
      const written = `readlink /srv/nginx/conf.d/tlsup-${domain}.conf /srv/postfix/main.cf; stat --format %a /srv/nginx/conf.d`;
      await expect(push(destination, { ...release, checks: [["sh", "-c", `${written}; false`]] })).rejects.toThrow(
        new RegExp(`own check refused it: /opt/tlsup/${domain}/current/\\S+; /opt/tlsup/${domain}/current/\\S+; 750\\. What`),
      );
      expect(await droplet.run(listing)).toBe(before);
      await push(destination, release);
      await gone();
      expect(await droplet.run("sha256sum /srv/postfix/*.cf; find /srv -lname '/opt/*'")).toBe(before.split("\n").slice(-3).join("\n"));
    },
    limit,
  );
});
