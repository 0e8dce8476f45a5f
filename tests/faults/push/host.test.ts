import type { Release } from "../../../components/release/common/release";
import { execFileSync } from "node:child_process";
import { releaseProvider } from "../../../components/release/push/execution/release-provider";
import { fingerprint, HostKeyMismatch } from "../../../components/shared/execution/ssh";
import { Host, leafOf, served } from "../../support/hosts";
import { freeze, Injector } from "../../support/injector";
import { SiteInForce } from "../../support/site-in-force";

const domain = "blog.host.test";
const folder = `/opt/tlsup/${domain}`;
const limit = 180_000;

let host: Host;
let injector: Injector;
let site: SiteInForce;

beforeAll(async () => {
  host = await Host.boot("host");
  injector = await Injector.install(host);
  site = await SiteInForce.on(host, domain);
}, limit);
afterAll(() => host.remove(), limit);
afterEach(async () => expect(await host.leaks()).toEqual([]));

test(
  "a user who is not root and may not become root is refused",
  async () => {
    await host.run(
      "useradd --create-home --shell /bin/bash deploy && install -d -m 700 -o deploy /home/deploy/.ssh && install -m 600 -o deploy " +
        "/root/.ssh/authorized_keys /home/deploy/.ssh/",
    );
    const before = await site.photograph();
    expect(await host.refusal(await site.next(), { ...host.destination, user: "deploy" })).toMatch(/must be root/);
    expect(await site.photograph()).toBe(before);
    await site.expectServed();
  },
  limit,
);

test(
  "a key that others may read is reported as drift, and mended by the next push",
  async () => {
    const inputs = { ...host.destination, ...site.release, machine: "1" };
    const created = await releaseProvider.create(inputs);
    await host.run(`chmod 0644 ${folder}/current/tls/privkey.pem`);
    const seen = await releaseProvider.read(created.id, { ...inputs, ...created.outs });
    expect(seen.props?.drift).toEqual(["tls/privkey.pem has the mode 0644 instead of 0600"]);
    expect(releaseProvider.diff(created.id, seen.props!, inputs).changes).toBe(true);
    const { outs } = await releaseProvider.update(created.id, seen.props!, inputs);
    expect(await host.run(`stat --format %a ${folder}/current/tls/privkey.pem`)).toBe("600");
    expect(outs.drift).toEqual([]);
  },
  limit,
);

test(
  "another host key ends the push at once, both fingerprints are named, and nothing is sent",
  async () => {
    await host.run(
      "cp -a /etc/ssh/ssh_host_ed25519_key /root/host-key; rm /etc/ssh/ssh_host_ed25519_key*; " +
        "ssh-keygen -q -t ed25519 -N '' -f /etc/ssh/ssh_host_ed25519_key; systemctl restart ssh",
    );
    const seen = async (): Promise<string[]> => [await site.photograph(), await host.run("journalctl --unit ssh | grep -c Accepted")];
    const before = await seen();
    const presented = await host.run("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub | cut -d ' ' -f 2");
    const error: unknown = await host.push(await site.next()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(HostKeyMismatch);
    expect(String(error)).toContain(`expected ${fingerprint(host.destination.hostKey)}, it presented ${presented}. Nothing was sent`);
    expect(await seen()).toEqual(before);
    await host.run(
      "mv /root/host-key /etc/ssh/ssh_host_ed25519_key; " +
        "ssh-keygen -y -f /etc/ssh/ssh_host_ed25519_key > /etc/ssh/ssh_host_ed25519_key.pub; systemctl restart ssh",
    );
    await site.renew();
  },
  limit,
);

describe("two pushes at once", () => {
  test(
    "of two sites, and of one: all have their way, the last of a site is in force",
    async () => {
      const other = await site.next("second.host.test", { port: 8001 });
      const [one, two] = [await site.next(), await site.next()];
      await Promise.all([host.push(one), host.push(two), host.push(other)]);
      const leaf = await served(host.address, domain);
      expect([leafOf(one), leafOf(two)]).toContain(leaf);
      expect(await served(host.address, "second.host.test")).toBe(leafOf(other));
      expect(await host.run(`openssl x509 -in ${folder}/current/tls/fullchain.pem -outform DER | sha256sum`)).toContain(leaf);
      site.release = leaf === leafOf(one) ? one : two;
    },
    limit,
  );

  test(
    "a host that another push holds is left alone, and the holder is named",
    async () => {
      const steps = await injector.trace(() => site.renew());
      const held = await site.next("second.host.test", { port: 8001 });
      await injector.arm(
        steps.find(({ key }) => key.includes("rehearse"))!,
        freeze,
      );
      const holding = host.refusal(held);
      await injector.reached();
      // It waits a minute, as most pushes are done by then; not here.
      await injector.arm(
        steps.find(({ key }) => key.includes(" lock take_host "))!,
        "flock() { command flock --wait 1 9; }",
      );
      const message = await host.refusal(await site.next());
      expect(message).toMatch(/second\.host\.test since 2\d{3}-.*, by \S+@\S+/);
      await site.expectServed();
      await host.run("systemctl list-units --plain --no-legend 'tlsup-activate*' | cut -d ' ' -f 1 | xargs systemctl kill --signal KILL");
      await injector.disarm();
      await site.renew();
      await holding;
    },
    limit,
  );
});

test(
  "a host that has just booted and holds apt's locks for updates of its own: the push waits for them",
  async () => {
    await host.run(`systemd-run --quiet --collect --property=Type=notify --property=NotifyAccess=all python3 -c '
import fcntl, subprocess, time
files = [open(path, "w") for path in ("/var/lib/apt/lists/lock", "/var/cache/apt/archives/lock")]
for file in files: fcntl.lockf(file, fcntl.LOCK_EX)
subprocess.run(["systemd-notify", "--ready"])
for file in files: time.sleep(3); file.close()'`);
    await site.renew({ ...(await site.next()), packages: [...site.release.packages, "hello"] });
    expect(await host.run("hello")).toBe("Hello, world!");
  },
  limit,
);

test(
  "a host whose lists of packages are old: the push updates them before it installs, and keeps a configuration file that was there before its package",
  async () => {
    const publish = (version: string): string => `mkdir -p /srv/packages/moved/DEBIAN /srv/packages/moved/etc; cd /srv/packages; rm -f *.deb
echo /etc/moved.conf > moved/DEBIAN/conffiles; echo of the package > moved/etc/moved.conf
printf 'Package: moved\\nVersion: ${version}\\nArchitecture: all\\nMaintainer: A <a@example.com>\\nDescription: a package\\n' > moved/DEBIAN/control
dpkg-deb --build moved moved-${version}.deb > /dev/null
{ dpkg-deb --field *.deb; echo "Filename: ./$(ls *.deb)"; stat --format 'Size: %s' *.deb; sha256sum *.deb | sed -E 's/^(\\S+).*/SHA256: \\1/'; } > Packages`;
    await host.run(
      `${publish("1")}; echo mine > /etc/moved.conf; echo 'deb [trusted=yes] copy:/srv/packages ./' > /etc/apt/sources.list.d/moved.list; apt-get -q update`,
    );
    await host.run(`${publish("2")}; ! apt-get -qy install --download-only moved`);
    await site.renew({ ...(await site.next()), packages: [...site.release.packages, "moved"] });
    expect(await host.run("cat /etc/moved.conf; dpkg --audit")).toBe("mine");
    expect(await host.run("rm /etc/apt/sources.list.d/moved.list; dpkg-query --show --showformat '${Version}' moved")).toBe("2");
  },
  limit,
);

test(
  "a mirror that cannot be reached and a package that does not exist are told in apt's own words",
  async () => {
    const away =
      "mkdir -p /root/apt && mv /etc/apt/sources.list* /root/apt/ && mkdir -p /etc/apt/sources.list.d && mv /var/lib/apt/lists /root/apt/ && " +
      "mkdir -p /var/lib/apt/lists/partial";
    const back = "rm -rf /etc/apt/sources.list* /var/lib/apt/lists && mv /root/apt/lists /var/lib/apt/ && mv /root/apt/* /etc/apt/ && rmdir /root/apt";
    const from = (mirror: string): string => `${away} && echo 'deb ${mirror} bookworm main' > /etc/apt/sources.list`;
    const release = async (name: string): Promise<Release> => ({ ...(await site.next()), packages: [...site.release.packages, name] });
    const inForce = await site.next();
    const told = "What the host serves was not touched";
    await site.expectKept(
      {
        release: await release("no-such-package"),
        word: new RegExp(`no-such-package could not be installed: .*Unable to locate package no-such-package.*${told}`),
      },
      inForce,
    );
    await site.expectKept(
      {
        place: from("http://127.0.0.1:9/debian"),
        repair: back,
        release: await release("cowsay"),
        word: new RegExp(`cowsay could not be installed: .*Could not connect to 127\\.0\\.0\\.1:9.*${told}`),
      },
      inForce,
    );
    await site.expectKept(
      {
        place: from("http://mirror.invalid/debian"),
        repair: back,
        release: await release("cowsay"),
        word: new RegExp(`cowsay could not be installed: .*Could not resolve 'mirror\\.invalid'.*${told}`),
      },
      inForce,
    );
  },
  limit,
);

test(
  "a host that has no address but one of IPv6",
  async () => {
    const device = /dev (\S+)/.exec(execFileSync("ip", ["route", "get", host.address], { encoding: "utf8" }))?.[1] ?? "";
    const ipv6 = await host.run("ip -6 -o addr show eth0 scope link | grep -oE 'fe80[^/]+'");
    const address = `${ipv6}%${device}`;
    // How the host gets its addresses back.
    await host.run(
      "{ ip -4 -o addr show eth0 | sed -E 's,.* inet ([^ ]+) .*,ip addr add \\1 dev eth0,'; ip -4 route show default | sed 's,^,ip route add ,'; " +
        "} > /root/addresses; ip -4 addr flush dev eth0",
    );
    site.release = await site.next();
    await host.push(site.release, { ...host.destination, host: address });
    expect(await served(address, domain)).toBe(leafOf(site.release));
    await host.run("sh /root/addresses");
    await site.expectServed();
  },
  limit,
);
